/**
 * Unicode's normalization forms and cases in time proportional to the length of a text, for all
 * modules. Not an API.
 *
 * <p>The JDK's own take time that grows with the square of it for some texts: {@link
 * java.text.Normalizer} for many combining marks in a row, {@link String#toLowerCase()} for many
 * capital sigmas, {@link String#toUpperCase()} for many letters that become two.
 */
@NullMarked
package io.github.meshclassifier.internal.unicode;

import org.jspecify.annotations.NullMarked;
