#pragma once
// The figures an analyst looks at first, picked from the list of metrics: label, value, range,
// mark, in the words of the text that `costwright run` prints.
#include <optional>
#include <vector>

#include <QString>

namespace costwright::study {
struct Comparison;
struct Evaluation;
struct MetricRow;
}  // namespace costwright::study

namespace costwright::gui {

struct Headline {
  QString metric, key;   // of summary.csv
  QString label, value;  // value as the command line prints the cell, with its unit
  QString range;         // "(2.94-2.95 M, 90%)"; "" where there is none
  QString mark;          // "in range", "extrapolated", "saturated"; "": rests on no prediction
  QString note;
  QString difference;  // to the baseline: "+1,234.00 USD, +0.4 % (1,200-1,300, 90%)"; "": none
  // The same for a glance (gui/models/figure_text.h); as above where it is no number.
  QString brief, brief_range, brief_difference;
  std::optional<double> number, low, high, baseline;  // in `unit`; shares in %
  QString unit;                                       // "USD/request"
};

// Those that exist, in the order of the metrics; a metric with several keys once for each. A claim
// that a saturated service withholds has the value "saturated".
// `rows`: metric_rows() of the evaluation.
std::vector<Headline> headlines(const study::Evaluation& evaluation,
                                const std::vector<study::MetricRow>& rows);

// The four that answer the question: TCO, NPV or present value, cost per 1M tokens (without tokens:
// per request), the worst SLO; those that exist. Then, in `six`, at most six others worth a glance.
struct Overview {
  std::vector<Headline> four, six;
};
Overview overview_of(const std::vector<Headline>& headlines);

// Adds what the second column of a comparison is apart from the first.
void add_differences(std::vector<Headline>& headlines, const study::Comparison& comparison);

}  // namespace costwright::gui
