package io.github.meshclassifier.train;

import static io.github.meshclassifier.internal.message.MarkdownText.code;
import static io.github.meshclassifier.internal.message.MarkdownText.escape;
import static io.github.meshclassifier.internal.message.MarkdownText.figure;
import static io.github.meshclassifier.internal.message.MarkdownText.head;
import static io.github.meshclassifier.internal.message.MarkdownText.row;

import com.google.gson.GsonBuilder;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PrecisionRecallF1;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The part of a model card that people read. */
final class CardText {
  /** Below this many articles with a label, one decision moves its figures by percents. */
  private static final int FEW = 30;

  private static final String UNKNOWN = "not known";

  private final CardFacts facts;
  private final StringBuilder text = new StringBuilder();

  private CardText(CardFacts facts) {
    this.facts = facts;
  }

  static String of(CardFacts facts) {
    CardText card = new CardText(facts);
    card.introduction();
    card.quality();
    card.input();
    card.use();
    card.limits();
    card.training();
    return card.text.toString();
  }

  private void introduction() {
    add("# " + escape(facts.name()) + "\n");
    if (facts.card().version() != null) {
      add("Version " + escape(facts.card().version()) + ".\n");
    }
    add(
        "Says which of "
            + facts.manifest().labels().size()
            + " labels a biomedical article carries, from its title and abstract. Each label is"
            + " decided by itself (multi-label classification, sigmoid outputs)."
            + (facts.manifest().meshYear() == null
                ? ""
                : " Headings were mapped to labels with MeSH "
                    + facts.manifest().meshYear()
                    + "."));
    StringBuilder origin = new StringBuilder("Fine-tuned from ").append(baseModel());
    Provenance.Articles training = facts.provenance().data().training();
    if (training != null) {
      origin.append(" on ").append(count(training.count())).append(" articles");
    }
    origin.append(" with mesh-classifier, a library for the JVM");
    if (facts.architecture() != null) {
      origin.append("; for transformers it is a ").append(code(facts.architecture()));
    }
    add(origin + ".\n");
  }

  private String baseModel() {
    Provenance.Base base = facts.provenance().base();
    if (base.hubId() == null) {
      return base.name() == null
          ? "a pretrained encoder"
          : escape(base.name()) + " (a local directory)";
    }
    String link = "[" + escape(base.hubId()) + "](https://huggingface.co/" + base.hubId();
    return base.revision() == null ? link + ")" : link + ") at commit " + code(base.revision());
  }

  private void quality() {
    add("## Labels and quality\n");
    if (facts.results().test() != null) {
      add(
          "Measured on "
              + count(facts.results().test().articles())
              + " test articles, which had no part in training or in the choice of the epoch"
              + decidedBy(facts.results().test())
              + ":\n");
      figures(facts.results().test());
    }
    if (facts.results().validation() != null) {
      add(
          "Measured on the "
              + count(facts.results().validation().articles())
              + " validation articles"
              + decidedBy(facts.results().validation())
              + ". **The saved epoch was chosen by its "
              + selection()
              + " on these very articles**, so the figures may be a little better than on new"
              + " articles:\n");
      figures(facts.results().validation());
    }
    if (facts.results().validation() != null && facts.results().validation().learnedNothing()) {
      add(
          "**This model has learned nothing that the validation articles show**: its scores are all"
              + " but constant, or rank no better than chance. Train it again with another learning"
              + " rate, more epochs or more articles.\n");
    }
    if (!figuresAreOfTheDefault()) {
      if (facts.results().test() != null || facts.results().validation() != null) {
        add("By default, the model decides with these thresholds:\n");
      }
      text.append(head(2, "Label", "Title", "Threshold"));
      for (int i = 0; i < facts.manifest().labels().size(); i++) {
        text.append(row(label(i, facts.manifest().thresholds().get(i))));
      }
      add("");
    }
    add(
        "A label is assigned if its probability is above its threshold. A ratio without"
            + " denominator counts as 0.\n");
    profiles();
  }

  /** Whether there are tables of figures, and all have the thresholds that decide by default. */
  private boolean figuresAreOfTheDefault() {
    List<Figures> tables =
        Stream.of(facts.results().test(), facts.results().validation())
            .flatMap(figures -> Stream.ofNullable(figures))
            .toList();
    for (Figures figures : tables) {
      for (int i = 0; i < facts.manifest().labels().size(); i++) {
        Figures.OfLabel label = figures.labels().get(facts.manifest().labels().get(i).id());
        Double threshold = label == null ? null : label.threshold();
        if (threshold != null && !threshold.equals(facts.manifest().thresholds().get(i))) {
          return false;
        }
      }
    }
    return !tables.isEmpty();
  }

  /** What decided; nothing is said of figures that do not say it. */
  private String decidedBy(Figures figures) {
    if (figures.profile() == null) {
      return "";
    }
    DecisionRule rule = facts.manifest().rule();
    boolean isDefault =
        figures.profile().equals(rule.defaultProfile().id())
            && facts.manifest().thresholds().equals(rule.thresholds().toList(rule.labelCount()));
    return ", with the scores of the model as it is saved and the thresholds of its profile "
        + code(figures.profile())
        + (isDefault ? ", the default" : "");
  }

  private String selection() {
    if (!(facts.provenance().settings().get("select_by") instanceof String id)) {
      return Metric.MICRO_F1.title();
    }
    for (Metric metric : Metric.values()) {
      if (metric.id().equals(id)) {
        return metric.title();
      }
    }
    return id.replace('_', ' ');
  }

  private void profiles() {
    DecisionRule rule = facts.manifest().rule();
    Set<ThresholdProfile> profiles = rule.profiles().available();
    if (profiles.size() > 1) {
      add(
          "Thresholds for other goals, of which "
              + code("MeshClassifier")
              + " takes one at load or with a call ("
              + code("ThresholdProfile")
              + "):\n");
      List<String> titles = new ArrayList<>(List.of("Label"));
      profiles.forEach(profile -> titles.add(profile.title()));
      text.append(head(1, titles.toArray(String[]::new)));
      for (int i = 0; i < facts.manifest().labels().size(); i++) {
        List<String> cells =
            new ArrayList<>(List.of(escape(facts.manifest().labels().get(i).id())));
        for (ThresholdProfile profile : profiles) {
          cells.add(number(rule.thresholds(profile).get(i)));
        }
        text.append(row(cells));
      }
      add("");
    }
    if (facts.results().coupled() != null) {
      add(
          "Labels know of each other: the last layer of the head adds to each label's logit what"
              + " the logits of the others tell of it, as fitted on the validation articles.\n");
    }
    if (facts.results().folded() != null) {
      add(
          "The probabilities are calibrated: slope and intercept of each label's logit, fitted on"
              + " the validation articles, are a part of the last layer's weights, so that the"
              + " sigmoid of the logits is calibrated in every library.\n");
    }
    if (!rule.calibration().isIdentity()) {
      add(
          "Thresholds are for calibrated probabilities: "
              + code("calibration")
              + " in "
              + code("mesh-classifier.json")
              + " has for each label the slope and the intercept of the logit before the sigmoid."
              + " mesh-classifier applies them; in other libraries, do as the lines for Python"
              + " below.\n");
    }
  }

  private void figures(Figures figures) {
    text.append(head(2, "Label", "Title", "Threshold", "Precision", "Recall", "F1", "Support"));
    for (int i = 0; i < facts.manifest().labels().size(); i++) {
      Figures.OfLabel label = figures.labels().get(facts.manifest().labels().get(i).id());
      if (label != null) {
        Double threshold = label.threshold();
        List<String> cells =
            label(i, threshold != null ? threshold : facts.manifest().thresholds().get(i));
        cells.addAll(cells(label.metrics()));
        cells.add(count(label.support()));
        text.append(row(cells));
      }
    }
    average("micro average", figures.micro());
    average("macro average", figures.macro());
    average("weighted average", figures.weighted());
    average("samples average", figures.samples());
    add("");
    add(
        "Exact match (all labels of an article right): "
            + figure(figures.subsetAccuracy())
            + ". Hamming loss (part of all decisions that are wrong): "
            + figure(figures.hammingLoss())
            + ".\n");
  }

  private List<String> label(int index, double threshold) {
    Label label = facts.manifest().labels().get(index);
    return new ArrayList<>(List.of(escape(label.id()), escape(label.title()), number(threshold)));
  }

  private static List<String> cells(PrecisionRecallF1 metrics) {
    return List.of(figure(metrics.precision()), figure(metrics.recall()), figure(metrics.f1()));
  }

  private void average(String title, PrecisionRecallF1 metrics) {
    List<String> cells = new ArrayList<>(List.of("", "**" + title + "**", ""));
    cells.addAll(cells(metrics));
    cells.add("");
    text.append(row(cells));
  }

  private void input() {
    add("## Input\n");
    add(
        "Title and abstract, without white space around them, joined by "
            + code(json(facts.manifest().titleSeparator()))
            + " in this order; if one is missing, the other alone. A text ends after "
            + count(facts.manifest().maxTokens())
            + " tokens, special tokens included; what is longer loses its end. The tokenizer's own"
            + " files decide about letter case.\n");
    if (!facts.inputNote().isEmpty()) {
      add(facts.inputNote() + "\n");
    }
  }

  private void use() {
    add("## Use\n");
    add("In Java, with the artifact mesh-infer of mesh-classifier:\n");
    add("```java");
    add("try (MeshClassifier classifier = MeshClassifier.load(Path.of(\"path/to/this/model\"))) {");
    add("  Prediction prediction = classifier.predict(title, abstractText);");
    add("  prediction.predicted().forEach(score -> System.out.println(score.label().title()));");
    add("}");
    add("```\n");
    add("In Python, with transformers, for the same decisions:\n");
    add("```python");
    text.append(PythonUse.of(facts.manifest()));
    add("```\n");
    add("Titles and thresholds of the labels are in " + code("mesh-classifier.json") + ".\n");
  }

  private void limits() {
    add("## Limits\n");
    add("- It knows the labels above and no others, and cannot say that it does not know.");
    add(
        "- It has learned what indexers of its training articles did. Articles of other fields,"
            + " years or languages may fare worse than the figures say.");
    List<String> rare = rareLabels();
    if (!rare.isEmpty()) {
      add(
          "- Fewer than "
              + FEW
              + " of the articles measured on carry "
              + String.join(", ", rare)
              + ": figures of these labels are uncertain.");
    }
    if (facts.results().folded() == null
        && facts.results().coupled() == null
        && facts.manifest().rule().calibration().isIdentity()) {
      add("- The probabilities have not been calibrated.");
    }
    add(
        "- It helps to search, sort and screen literature. It does not replace an indexer, and its"
            + " answers are no medical advice.\n");
  }

  private List<String> rareLabels() {
    Figures figures =
        facts.results().test() != null ? facts.results().test() : facts.results().validation();
    List<String> rare = new ArrayList<>();
    if (figures != null) {
      for (Label label : facts.manifest().labels()) {
        Figures.OfLabel ofLabel = figures.labels().get(label.id());
        if (ofLabel != null && ofLabel.support() < FEW) {
          rare.add(escape(label.id()));
        }
      }
    }
    return rare;
  }

  private void training() {
    Provenance provenance = facts.provenance();
    if (provenance.settings().isEmpty()
        && facts.results().epochs().isEmpty()
        && provenance.versions().isEmpty()) {
      return;
    }
    add("## Training\n");
    pairs("Setting", provenance.settings());
    epochs();
    pairs("Version", provenance.versions());
    add("The hashes of base model and data are in " + code("mesh-classifier.json") + ".");
  }

  private void pairs(String title, Map<String, ?> values) {
    if (values.isEmpty()) {
      return;
    }
    text.append(head(2, title, "Value"));
    values.forEach(
        (name, value) -> text.append(row(List.of(escape(name.replace('_', ' ')), value(value)))));
    add("");
  }

  private static String value(Object value) {
    return value instanceof Number number ? number(number) : escape(Provenance.text(value));
  }

  private void epochs() {
    if (facts.results().epochs().isEmpty()) {
      return;
    }
    text.append(
        head(
            0,
            "Epoch",
            "Training loss",
            "Validation loss",
            "Validation micro-F1",
            "Validation macro-F1"));
    for (Provenance.Epoch epoch : facts.results().epochs()) {
      text.append(row(epoch(epoch)));
    }
    add("");
    add(
        "The last epoch of the table is the saved one; later ones, if any, were no better. Loss and"
            + " F1 are of the scores before calibration, decided at 0.5.\n");
  }

  private static List<String> epoch(Provenance.Epoch epoch) {
    List<String> cells = new ArrayList<>(List.of(String.valueOf(epoch.number())));
    for (double value :
        new double[] {
          epoch.trainingLoss(), epoch.validationLoss(), epoch.microF1(), epoch.macroF1()
        }) {
      cells.add(Double.isFinite(value) ? figure(value) : UNKNOWN);
    }
    return cells;
  }

  private static String json(Object value) {
    return new GsonBuilder().disableHtmlEscaping().create().toJson(value);
  }

  private static String number(Number number) {
    if (!Double.isFinite(number.doubleValue())) {
      return UNKNOWN;
    }
    BigDecimal exact = new BigDecimal(number.toString());
    return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void add(String line) {
    text.append(line).append('\n');
  }
}
