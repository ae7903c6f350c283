/**
 * Articles and the readers of the formats they come in. Start with {@link
 * io.github.meshclassifier.article.ArticleReader#open(java.nio.file.Path) ArticleReader.open}.
 *
 * @serial exclude
 */
@NullMarked
package io.github.meshclassifier.article;

import org.jspecify.annotations.NullMarked;
