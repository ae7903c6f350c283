package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {
  /** Of GPT-2, of cl100k, Llama 3, Qwen 2, o200k, CLIP, Bloom, BERT's words, and of normalizers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?"
            + "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
        " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+",
        "\\w+|[^\\w\\s]+",
        " {2,}",
        "\\s+",
        "[^\\x00-\\x7F]+",
        "[0-9][0-9][0-9]",
        "\\d+(?:\\.\\d+)*",
        "\\bgene\\b",
        "\\u00e9|\\x{1F600}+",
        "a++",
        "(?=\\p{Lu})\\p{L}+",
        "[a-z]{1,50}x"
      })
  void isLinear_publishedAndSimplePatterns_true(String pattern) {
    assertThat(LinearPattern.isLinear(pattern)).isTrue();
    assertThat(LinearPattern.isLinearAndNeverEmpty(pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a+a+a+a+a+b",
        "(a|a)*b",
        "(a*)*",
        "(a+)+b",
        "((a+)+)+$",
        ".*.*=",
        "a+b",
        "\\s+$",
        "\\s*[\\r\\n]+",
        "\\s*[\\r\\n]+|x|\\s+",
        "\\s*[\\r\\n]+|\\s",
        "\\s+(?!\\S)|\\w+",
        "x|\\s+(?!\\S)|\\d+(?!\\S)|\\s+",
        "(?:x+y)*",
        "(?:x+){2,}",
        "(a?){30}a{30}",
        "a{1,30}a{1,30}a{1,30}b",
        "(a{0,100}){0,100}",
        "(\\w+)\\1",
        "(?<=a)b",
        "(?<!a)b",
        "(?=a*b)c",
        "a+?b",
        "a*?",
        "a{2,3}+b",
        "(?i)a",
        "(?<name>a)\\k<name>",
        "\\X+",
        "\\R",
        "\\g<0>",
        "[]a]",
        "[a",
        "(a",
        "a)",
        "\\",
        "*a",
        "a**",
        "a{5000}",
        "a{,3}"
      })
  void isLinear_whatMayBacktrackOrIsNotKnown_false(String pattern) {
    assertThat(LinearPattern.isLinear(pattern)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*", "", "a?", "|a", "\\b", "(?=a)", "a{0}", "(?:a|b*)"})
  void isLinearAndNeverEmpty_mayMatchNothing_false(String pattern) {
    assertThat(LinearPattern.isLinear(pattern)).isTrue();
    assertThat(LinearPattern.isLinearAndNeverEmpty(pattern)).isFalse();
  }

  @Test
  void isLinear_longOrDeep_false() {
    assertThat(LinearPattern.isLinear("a".repeat(2_001))).isFalse();
    assertThat(LinearPattern.isLinear("(".repeat(500) + "a" + ")".repeat(500))).isFalse();
  }
}
