/**
 * An application whose packages the tests of this module start. Start with {@link
 * io.github.meshclassifier.packaging.Application}.
 */
@NullMarked
package io.github.meshclassifier.packaging;

import org.jspecify.annotations.NullMarked;
