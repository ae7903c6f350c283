/**
 * What a training run tells while it goes on, and what it leaves. {@link
 * io.github.meshclassifier.train.MeshTrainer} makes it, {@link
 * io.github.meshclassifier.tracking.RunTracker} keeps it.
 */
@NullMarked
package io.github.meshclassifier.run;

import org.jspecify.annotations.NullMarked;
