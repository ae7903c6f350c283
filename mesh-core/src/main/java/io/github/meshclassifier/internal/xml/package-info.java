/** XML of unknown origin, read in bounded memory, for all packages. Not an API. */
@NullMarked
package io.github.meshclassifier.internal.xml;

import org.jspecify.annotations.NullMarked;
