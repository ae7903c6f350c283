/**
 * Reports of how good a classifier is: text, Markdown, JSON and a page of HTML with charts. Start
 * with {@link io.github.meshclassifier.report.EvaluationReport#builder}.
 *
 * <h2>The JSON of a report</h2>
 *
 * <p>{@link io.github.meshclassifier.report.EvaluationReport#toJson} writes an object with {@code
 * format}, which is {@code mesh-classifier-evaluation}, and {@code version}, which is 1 and rises
 * when a key changes its meaning or is removed; keys may be added. Then {@code title}, {@code
 * model}, {@code data}, {@code mesh_year}, {@code threshold_profile}, each absent unless it was
 * given; {@code articles}, the number; {@code labels}, an array of objects with {@code id}, {@code
 * title} if it is known, and {@code threshold}; {@code resampling} with {@code resamples}, {@code
 * level} and {@code seed}. {@code all_labels} and, if it was given, {@code without_check_tags} hold
 * a {@code model}, {@code baselines} and {@code comparisons}.
 *
 * <p>A model has {@code name}; {@code metrics}, by {@link
 * io.github.meshclassifier.metrics.Metric#id}, each with {@code estimate}, {@code low} and {@code
 * high}; {@code averages}, for {@code micro}, {@code macro}, {@code weighted} and {@code samples}
 * with {@code precision}, {@code recall}, {@code f1}, {@code auroc} and {@code average_precision};
 * {@code ranking_loss}; and {@code labels}, by id, each with {@code support}, {@code
 * true_positives}, {@code false_positives}, {@code false_negatives}, {@code true_negatives}, {@code
 * precision}, {@code recall}, {@code f1}, {@code f1_low}, {@code f1_high}, {@code auroc} and {@code
 * average_precision}. A comparison has {@code baseline}, {@code metrics} with {@code difference},
 * {@code low}, {@code high}, {@code bootstrap_p} and {@code randomization_p}, and {@code
 * exact_match_mcnemar} with {@code model_only}, {@code baseline_only} and {@code p}.
 *
 * <p>{@code reliability}, {@code threshold_tuning} and {@code epochs} are there if they were given.
 * Numbers are exact; one that is undefined is {@code null}.
 */
@NullMarked
package io.github.meshclassifier.report;

import org.jspecify.annotations.NullMarked;
