/**
 * Text of unknown origin in messages, for all modules. Not an API; start with {@link
 * io.github.meshclassifier.internal.message.Printable}.
 */
@NullMarked
package io.github.meshclassifier.internal.message;

import org.jspecify.annotations.NullMarked;
