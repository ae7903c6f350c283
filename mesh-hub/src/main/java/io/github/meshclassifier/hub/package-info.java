/**
 * Fetches models from the Hugging Face Hub into the cache that the official clients share, and
 * publishes models there. Start with {@link io.github.meshclassifier.hub.HubDownloader#download}.
 */
@NullMarked
package io.github.meshclassifier.hub;

import org.jspecify.annotations.NullMarked;
