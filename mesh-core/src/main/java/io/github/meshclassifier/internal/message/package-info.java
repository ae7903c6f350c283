/** What messages may show of text that comes from elsewhere, for all modules. Not an API. */
@NullMarked
package io.github.meshclassifier.internal.message;

import org.jspecify.annotations.NullMarked;
