/**
 * Messages in the wire format of Protocol Buffers.
 *
 * <p>Not part of the public API; anything here may change in any release.
 */
@NullMarked
package io.github.meshclassifier.internal.protobuf;

import org.jspecify.annotations.NullMarked;
