package io.github.meshclassifier.internal.engine;

/** Whether somebody waits for each single result. */
public enum Urgency {
  /** A caller waits for this text: it goes ahead of bulk work, of which it waits for one batch. */
  INTERACTIVE,
  /** Part of many texts, whose callers want them all done soon rather than one of them at once. */
  BULK
}
