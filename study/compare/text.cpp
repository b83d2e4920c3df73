#include <algorithm>
#include <cmath>

#include "core/table/range.h"
#include "core/table/split.h"
#include "core/table/wrapped.h"
#include "study/compare/tables.h"

namespace costwright::study {
namespace {

std::size_t index_of(Speed speed) {
  return static_cast<std::size_t>(speed);
}

class TextMaker {
 public:
  explicit TextMaker(const Comparison& comparison) : comparison_(comparison) {}

  std::string make() {
    answer();
    side_by_side();
    for (std::size_t c = 1; c < comparison_.names.size(); ++c) {
      against_the_first(c);
    }
    remarks();
    return std::move(text_);
  }

  std::string answer_only() {
    answer();
    return std::move(text_);
  }

 private:
  std::string quoted(std::size_t column) const {
    return fmt::format("'{}'", comparison_.names[column]);
  }
  void say(const std::string& sentence) { text_ += wrapped(sentence, "  ", "    "); }

  // ---- the answer

  void answer() {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < comparison_.names.size(); ++c) {
      names.push_back(quoted(c));
    }
    text_ += wrapped(fmt::format("Comparison of {}; differences are to {}, in {}, nominal, before "
                                 "tax",
                                 fmt::join(names, ", "), names.front(), comparison_.currency),
                     "", "  ");
    for (const Verdict& verdict : comparison_.verdicts) {
      say(verdict_sentence(verdict));
    }
    faults();
    for (std::size_t c = 1; c < comparison_.names.size(); ++c) {
      say(lead_sentence(c, "Cumulative cash", &Crossings::cash));
      say(lead_sentence(c, "The same discounted", &Crossings::present_value));
      break_even(c);
    }
    text_ += '\n';
  }

  const ComparedRow& row_of(const Metric* wanted) const {
    return *std::find_if(comparison_.rows.begin(), comparison_.rows.end(), [&](const auto& row) {
      return row.metric == wanted;
    });
  }

  std::string names_of(const std::vector<std::size_t>& columns) const {
    std::vector<std::string> names;
    for (const std::size_t c : columns) {
      names.push_back(quoted(c));
    }
    return fmt::format("{}", fmt::join(names, " and "));
  }

  // "'own'"; "'own', as 'rent', lower, is unfit"; "nobody, ...".
  std::string winner_text(const Winner& winner, const Metric& metric) const {
    const char* better = metric.better == Better::kHigher ? "higher" : "lower";
    if (!winner.column) {
      return fmt::format("nobody, as none is fit ('{}' by the figure alone)",
                         comparison_.names[winner.disqualified.front()]);
    }
    return quoted(*winner.column) + (winner.is_tie ? " and others alike" : "") +
           (winner.disqualified.empty()
                ? std::string()
                : fmt::format(" (not {}, {} but unfit)", names_of(winner.disqualified), better));
  }

  std::string verdict_sentence(const Verdict& verdict) const {
    const Metric& wanted = *verdict.metric;
    const Winner& predicted = verdict.at[index_of(Speed::kPredicted)];
    const std::size_t shown = predicted.column.value_or(
        predicted.disqualified.empty() ? 0 : predicted.disqualified.front());
    return fmt::format("{} is {} for {}: {}{}", wanted.label,
                       wanted.better == Better::kHigher ? "highest" : "lowest",
                       winner_text(predicted, wanted),
                       cell_text(row_of(&wanted).columns[shown].value), ends_text(verdict));
  }

  bool has_ends(const Metric* wanted) const {
    const auto& columns = row_of(wanted).columns;
    return std::any_of(columns.begin(), columns.end(), [](const MetricRow& row) {
      return row.fast || row.slow;
    });
  }

  std::string ends_text(const Verdict& verdict) const {
    if (!has_ends(verdict.metric)) {
      return "";
    }
    const auto same = [](const Winner& a, const Winner& b) {
      return a.column == b.column && a.disqualified == b.disqualified;
    };
    const Winner& predicted = verdict.at[index_of(Speed::kPredicted)];
    const Winner& fast = verdict.at[index_of(Speed::kFast)];
    const Winner& slow = verdict.at[index_of(Speed::kSlow)];
    if (same(predicted, fast) && same(predicted, slow)) {
      return "; the same at the fast and at the slow end of the speed";
    }
    const auto end_text = [&](const Winner& end) {
      return same(end, predicted) ? "the same" : winner_text(end, *verdict.metric);
    };
    return fmt::format("; at the fast end of the speed {}, at the slow end {}", end_text(fast),
                       end_text(slow));
  }

  void faults() {
    for (std::size_t c = 0; c < comparison_.names.size(); ++c) {
      const auto& by_speed = comparison_.faults[c];
      const auto& predicted = by_speed[index_of(Speed::kPredicted)];
      const auto& slow = by_speed[index_of(Speed::kSlow)];
      if (!predicted.empty()) {
        say(fmt::format("{} is unfit: {}", quoted(c), fmt::join(predicted, "; ")));
      } else if (!slow.empty()) {
        say(fmt::format("{} is unfit at the slow end of the speed: {}", quoted(c),
                        fmt::join(slow, "; ")));
      }
    }
  }

  std::string lead_sentence(std::size_t c, const char* what, std::vector<LeadFrom> Crossings::*of) {
    const auto& by_speed = comparison_.crossings[c];
    const auto& predicted = by_speed[index_of(Speed::kPredicted)].*of;
    std::string text =
        fmt::format("{}, {} and {}: {}", what, quoted(c), quoted(0), leads_text(predicted, c));
    const std::string fast = leads_text(by_speed[index_of(Speed::kFast)].*of, c);
    const std::string slow = leads_text(by_speed[index_of(Speed::kSlow)].*of, c);
    if (fast != leads_text(predicted, c) || slow != leads_text(predicted, c)) {
      text += fmt::format(" (fast end: {}; slow end: {})", fast, slow);
    }
    return text;
  }

  // When cash crosses, at the predicted speed.
  void break_even(std::size_t c) {
    const auto& leads = comparison_.crossings[c][index_of(Speed::kPredicted)].cash;
    std::vector<std::string> hours;
    for (std::size_t l = 1; l < leads.size(); ++l) {
      hours.push_back(fmt::format("{} h ({:.1f} %)", grouped(leads[l].hours, 0),
                                  100 * leads[l].hours / comparison_.hours));
    }
    if (!hours.empty()) {
      say(fmt::format("Break-even of cash, {} and {}: after {} of {} h", quoted(c), quoted(0),
                      fmt::join(hours, " and "), grouped(comparison_.hours, 0)));
    }
  }

  std::string leads_text(const std::vector<LeadFrom>& leads, std::size_t c) const {
    std::vector<std::string> parts;
    for (std::size_t l = 0; l < leads.size(); ++l) {
      const std::string name = quoted(leads[l].lead == Lead::kAlternative ? c : 0);
      parts.push_back(l + 1 < leads.size()
                          ? fmt::format("for {} until {}", name, to_string(leads[l + 1].month + -1))
                          : fmt::format("for {} from {} on", name, to_string(leads[l].month)));
    }
    return parts.empty() ? "equal in every month" : fmt::format("lower {}", fmt::join(parts, ", "));
  }

  // ---- the tables

  // "IT energy, kWh"; money and shares say what they are themselves.
  std::string label_of(const ComparedRow& row) const {
    constexpr std::size_t kMost = 40;
    std::string label(row.metric->label);
    if (!row.key.empty()) {
      label += ": " + row.key;
    }
    if (const auto unit = row.metric->unit;
        !unit.empty() && !unit.starts_with('$') && unit != "ratio" && unit != "%") {
      label += fmt::format(", {}", unit);
    }
    if (label.size() > kMost) {
      label.replace(kMost - 3, std::string::npos, "...");
    }
    return label;
  }

  static bool differs(const Difference& difference) {
    const auto value = number_of(difference.value);
    return value && *value != 0;
  }

  static bool is_money_in_text(const Metric& metric) {
    return metric.section == "money" || metric.keys == MetricKeys::kCalendarYears ||
           (metric.section == "breakdown" &&
            (metric.keys == MetricKeys::kCategories || metric.keys == MetricKeys::kComponents));
  }

  // The cards of the window, the API's price, and what differs in money as a whole, by calendar
  // year, category and component. All figures are in the CSV and JSON.
  static bool is_shown(const ComparedRow& row) {
    const bool is_blank = std::all_of(row.columns.begin(), row.columns.end(), [](const auto& r) {
      return std::holds_alternative<std::monostate>(r.value);
    });
    return !is_blank &&
           (row.metric->card != Card::kNone || row.metric == &metric("api_list_price_cost") ||
            (is_money_in_text(*row.metric) &&
             std::any_of(row.differences.begin(), row.differences.end(), differs)));
  }

  static std::string letter(Mark mark) {
    return mark == Mark::kExtrapolated ? "e" : mark == Mark::kSaturated ? "s" : "";
  }

  std::vector<const ComparedRow*> shown_rows() const {
    std::vector<const ComparedRow*> shown;
    for (const ComparedRow& row : comparison_.rows) {
      if (is_shown(row)) {
        shown.push_back(&row);
      }
    }
    return shown;
  }

  // The baseline beside as many others as fit.
  void side_by_side() {
    constexpr std::size_t kOthers = 3;
    const auto shown = shown_rows();
    std::size_t first = 1;
    do {
      std::vector<std::size_t> columns{0};
      for (; first < comparison_.names.size() && columns.size() <= kOthers; ++first) {
        columns.push_back(first);
      }
      text_ += to_text_split(table_of(columns, shown), kTextWidth);
    } while (first < comparison_.names.size());
    const bool any = std::any_of(shown.begin(), shown.end(), [](const ComparedRow* row) {
      return std::any_of(row->columns.begin(), row->columns.end(), [](const MetricRow& one) {
        return !letter(one.mark).empty();
      });
    });
    text_ += fmt::format("  in {}; {}{} more figures with --json and -o\n\n", comparison_.currency,
                         any ? "e: extrapolated, s: saturated; " : "",
                         comparison_.rows.size() - shown.size());
  }

  Table table_of(const std::vector<std::size_t>& columns,
                 const std::vector<const ComparedRow*>& shown) const {
    Table table{"", "Side by side", {{"figure", "figure"}}, {}};
    table.rows.resize(shown.size());
    for (std::size_t r = 0; r < shown.size(); ++r) {
      table.rows[r].emplace_back(label_of(*shown[r]));
    }
    for (const std::size_t c : columns) {
      add_column(table, c, shown);
    }
    return table;
  }

  void add_column(Table& table, std::size_t c, const std::vector<const ComparedRow*>& shown) const {
    const bool is_marked = std::any_of(shown.begin(), shown.end(), [&](const ComparedRow* row) {
      return !letter(row->columns[c].mark).empty();
    });
    table.columns.push_back({comparison_.names[c], comparison_.names[c]});
    if (is_marked) {
      table.columns.push_back({"mark", ""});
    }
    for (std::size_t r = 0; r < shown.size(); ++r) {
      table.rows[r].push_back(shown[r]->columns[c].value);
      if (is_marked) {
        table.rows[r].emplace_back(letter(shown[r]->columns[c].mark));
      }
    }
  }

  void against_the_first(std::size_t c) {
    Table table{
        "", "", {{"figure", "figure"}, {"difference", "difference"}, {"share", "share"}}, {}};
    std::vector<std::string> ranges;
    for (const ComparedRow* row : shown_rows()) {
      const Difference& difference = row->differences[c];
      if (differs(difference)) {
        table.rows.push_back({label_of(*row), difference.value, percent(difference.share)});
        ranges.push_back(range_text(difference.low, difference.high));
      }
    }
    std::string title = fmt::format("{} against {}", quoted(c), quoted(0));
    if (table.rows.empty()) {
      text_ += title + ": no figure differs\n\n";
      return;
    }
    if (std::any_of(ranges.begin(), ranges.end(), [](const std::string& range) {
          return !range.empty();
        })) {
      add_ranges(table, ranges);
      title += "; ranges over the error of the speed, the same in both, and of sampling";
    }
    text_ += wrapped(title, "", "  ") + to_text_split(table, kTextWidth) + "\n";
  }

  static void add_ranges(Table& table, const std::vector<std::string>& ranges) {
    table.columns.push_back({"range", "its range"});
    for (std::size_t r = 0; r < ranges.size(); ++r) {
      table.rows[r].emplace_back(ranges[r]);
    }
  }

  void remarks() {
    if (comparison_.remarks.empty()) {
      return;
    }
    text_ += "Keep in mind\n";
    for (const std::string& remark : comparison_.remarks) {
      text_ += wrapped(remark, "  - ", "    ");
    }
    text_ += '\n';
  }

  const Comparison& comparison_;
  std::string text_;
};

// ---- the bridge

std::string method_text(const Bridge& bridge) {
  if (!bridge.is_shapley) {
    return "ordered: each input is changed on top of those above it";
  }
  return bridge.is_sampled
             ? fmt::format("Shapley over {} sampled orders, with standard errors", bridge.orders)
             : "Shapley: the mean over every order of the inputs";
}

Table lines_table(const Bar& bar) {
  Table table{"",
              "  " + name_of(bar.input),
              {{"line", "ledger lines"}, {"cash", "cash"}, {"expense", "expense"}},
              {}};
  for (const BridgeLine& line : bar.lines) {
    const std::string where =
        line.component.empty() ? "" : fmt::format("{}, {}: ", line.component, line.category);
    table.rows.push_back({where + line.item, Amount{line.cash}, Amount{line.expense}});
  }
  return table;
}

bool is_merged(const Bar& bar) {
  return bar.input.paths.size() > 1;
}

}  // namespace

Table bars_table(const Bridge& bridge) {
  Table table{"bars", "", {{"input", "input"}, {"change", "change"}}, {}};
  if (bridge.is_sampled) {
    table.columns.push_back({"error", "std. error"});
  }
  table.columns.push_back({"what", "what is changed"});
  const auto add = [&](const std::string& name, const Cell& value, Cell error, std::string what) {
    auto& cells = table.rows.emplace_back();
    cells.emplace_back(name);
    cells.push_back(value);
    if (bridge.is_sampled) {
      cells.push_back(std::move(error));
    }
    cells.emplace_back(std::move(what));
  };
  add(fmt::format("'{}'", bridge.from), bridge.start, {}, "");
  for (const Bar& bar : bridge.bars) {
    add("  " + name_of(bar.input), bar.change, figure(bar.standard_error), change_of(bar.input));
  }
  add(fmt::format("'{}'", bridge.to), bridge.end, {}, "");
  return table;
}

std::string answer_text(const Comparison& comparison) {
  return TextMaker(comparison).answer_only();
}

std::string comparison_text(const Comparison& comparison) {
  return TextMaker(comparison).make();
}

std::string bridge_text(const Bridge& bridge, const std::string& currency) {
  std::string key = bridge.metric.key.empty() ? "" : fmt::format("[{}]", bridge.metric.key);
  std::string text =
      wrapped(fmt::format("Bridge of {}{} ({}) from '{}' to '{}'; {}", bridge.metric.metric->label,
                          key, unit_text(*bridge.metric.metric, currency), bridge.from, bridge.to,
                          method_text(bridge)),
              "", "  ");
  text += to_text_split(bars_table(bridge), kTextWidth);
  text += fmt::format("  {} scenarios evaluated, {} simulated anew\n", bridge.evaluated,
                      bridge.simulated);
  if (std::any_of(bridge.bars.begin(), bridge.bars.end(), is_merged)) {
    text += wrapped("inputs joined by + make a valid scenario only together", "  ", "    ");
  }
  text += "\nBehind each bar\n";
  for (const Bar& bar : bridge.bars) {
    text += bar.lines.empty()
                ? fmt::format("  {}\n    no ledger line changes\n", name_of(bar.input))
                : to_text_split(lines_table(bar), kTextWidth);
  }
  return text + "\n";
}

}  // namespace costwright::study
