/**
 * From an article to token ids: how title and abstract become one text, and a text becomes tokens.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.tokenizer;

import org.jspecify.annotations.NullMarked;
