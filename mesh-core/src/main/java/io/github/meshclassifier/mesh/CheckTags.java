package io.github.meshclassifier.mesh;

import java.util.Map;
import java.util.Set;

/*
 * NLM says what check tags are about [1, 2]: species, sex, human age groups, historical periods and
 * pregnancy. Its training course has a page for each group [3], and says that there are tags "for
 * some of the most common experimental animals" [4]; they are those that stood on the form which
 * indexers checked. Hamsters are Cricetinae since the heading was renamed.
 *
 * [1] https://www.nlm.nih.gov/bsd/disted/meshtutorial/principlesofmedlinesubjectindexing/principles/03.html
 * [2] https://www.nlm.nih.gov/mesh/indman/chapter_32.html, 32.4: chronological check tags
 * [3] https://www.nlm.nih.gov/bsd/indexing/training/CHK_020.html (pregnancy), CHK_030.htm (age),
 *     CHK_050.htm (humans, sex)
 * [4] https://www.nlm.nih.gov/bsd/indexing/training/CATB_010.htm
 */
/** The check tags of MeSH, by identifier and by heading. */
final class CheckTags {
  private static final Map<String, String> HEADING_BY_UI =
      Map.ofEntries(
          Map.entry("D006801", "Humans"),
          Map.entry("D000818", "Animals"),
          Map.entry("D005260", "Female"),
          Map.entry("D008297", "Male"),
          Map.entry("D011247", "Pregnancy"),
          Map.entry("D007231", "Infant, Newborn"),
          Map.entry("D007223", "Infant"),
          Map.entry("D002675", "Child, Preschool"),
          Map.entry("D002648", "Child"),
          Map.entry("D000293", "Adolescent"),
          Map.entry("D055815", "Young Adult"),
          Map.entry("D000328", "Adult"),
          Map.entry("D008875", "Middle Aged"),
          Map.entry("D000368", "Aged"),
          Map.entry("D000369", "Aged, 80 and over"),
          Map.entry("D002415", "Cats"),
          Map.entry("D002417", "Cattle"),
          Map.entry("D002642", "Chick Embryo"),
          Map.entry("D006224", "Cricetinae"),
          Map.entry("D004285", "Dogs"),
          Map.entry("D006168", "Guinea Pigs"),
          Map.entry("D051379", "Mice"),
          Map.entry("D011817", "Rabbits"),
          Map.entry("D051381", "Rats"),
          Map.entry("D049690", "History, Ancient"),
          Map.entry("D049691", "History, Medieval"),
          Map.entry("D049668", "History, 15th Century"),
          Map.entry("D049669", "History, 16th Century"),
          Map.entry("D049670", "History, 17th Century"),
          Map.entry("D049671", "History, 18th Century"),
          Map.entry("D049672", "History, 19th Century"),
          Map.entry("D049673", "History, 20th Century"),
          Map.entry("D049674", "History, 21st Century"));

  private static final Set<String> HEADINGS = Set.copyOf(HEADING_BY_UI.values());

  private CheckTags() {}

  static Set<String> uis() {
    return HEADING_BY_UI.keySet();
  }

  static boolean contains(Descriptor descriptor) {
    return descriptor.ui().isEmpty()
        ? HEADINGS.contains(descriptor.heading())
        : HEADING_BY_UI.containsKey(descriptor.ui());
  }

  /** Returns the heading that goes with an identifier of {@link #uis()}. */
  static String heading(String ui) {
    return HEADING_BY_UI.getOrDefault(ui, "");
  }
}
