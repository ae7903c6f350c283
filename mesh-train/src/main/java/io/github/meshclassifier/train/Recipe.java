package io.github.meshclassifier.train;

/**
 * How a run learns, by topic: all that a trainer is told of it and that neither base model nor
 * device decide.
 *
 * @param seed what the new head, the order of articles and dropout are drawn from
 */
record Recipe(
    int epochs,
    Batching batching,
    LearningRate rate,
    Optimization optimization,
    Objective objective,
    EpochSelection.Rule selection,
    long seed) {}
