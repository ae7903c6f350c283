/**
 * What is known of this machine and of this library without asking the network.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.host;

import org.jspecify.annotations.NullMarked;
