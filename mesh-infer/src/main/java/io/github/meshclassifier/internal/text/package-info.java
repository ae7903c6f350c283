/**
 * From an article to token ids: how title and abstract become one text, and a text becomes tokens.
 *
 * <p>Not part of the public API; anything here may change in any release. Start with {@link
 * io.github.meshclassifier.internal.text.TextEncoder}.
 */
@NullMarked
package io.github.meshclassifier.internal.text;

import org.jspecify.annotations.NullMarked;
