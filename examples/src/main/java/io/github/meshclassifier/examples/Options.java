package io.github.meshclassifier.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a program: some {@code option=value}, and the others.
 *
 * @param values the values of the options that are given
 * @param others what does not begin with the name of an option and {@code =}
 */
record Options(Map<String, String> values, List<String> others) {
  /**
   * Takes arguments apart.
   *
   * @throws IllegalArgumentException if an option is given twice
   */
  static Options of(List<String> args, Set<String> names) {
    Map<String, String> values = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (String arg : args) {
      String name = arg.substring(0, Math.max(arg.indexOf('='), 0));
      if (!names.contains(name)) {
        others.add(arg);
      } else if (values.put(name, arg.substring(name.length() + 1)) != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    }
    return new Options(values, others);
  }

  String text(String name, String absent) {
    return values.getOrDefault(name, absent);
  }

  int integer(String name, int absent) {
    String text = values.get(name);
    try {
      return text == null ? absent : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be an integer, was '" + text + "'", e);
    }
  }

  double number(String name, double absent) {
    String text = values.get(name);
    try {
      return text == null ? absent : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, was '" + text + "'", e);
    }
  }
}
