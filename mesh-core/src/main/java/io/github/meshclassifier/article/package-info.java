/** Articles and the readers of the formats they come in. Start with {@code ArticleReader.open(Path)}. */
@NullMarked
package io.github.meshclassifier.article;

import org.jspecify.annotations.NullMarked;
