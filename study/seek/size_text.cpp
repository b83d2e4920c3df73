#include "core/table/split.h"
#include "core/table/table.h"
#include "core/table/wrapped.h"
#include "study/seek/size.h"

namespace costwright::study {
namespace {

// Months one after the other with as many machines.
struct Phase {
  YearMonth from, until;
  int bought{}, machines{};
  std::optional<double> load;  // the highest
  std::string busiest;
};

std::vector<Phase> phases_of(const std::vector<SizedMonth>& months) {
  std::vector<Phase> phases;
  for (const SizedMonth& month : months) {
    const int before = phases.empty() ? 0 : phases.back().machines;
    if (phases.empty() || month.machines != before) {
      phases.push_back({month.month, month.month, month.machines - before, month.machines, {}, ""});
    }
    Phase& phase = phases.back();
    phase.until = month.month;
    if (month.load.value_or(-1) > phase.load.value_or(-1)) {
      phase.load = month.load;
      phase.busiest = month.busiest;
    }
  }
  return phases;
}

// How much more of the demand could come at a load.
Cell headroom_at(std::optional<double> load) {
  return load && *load > 0 ? percent(1 / *load - 1) : Cell();
}

Table purchases(const std::vector<Phase>& phases) {
  Table table{"",
              "Month by month: what is bought stays",
              {{"from", "from"},
               {"until", "until"},
               {"bought", "bought"},
               {"machines", "machines"},
               {"load", "highest load"},
               {"headroom", "headroom"},
               {"busiest", "of deployment"}},
              {}};
  for (const Phase& phase : phases) {
    table.rows.push_back({to_string(phase.from), to_string(phase.until), std::int64_t{phase.bought},
                          std::int64_t{phase.machines}, percent(phase.load),
                          headroom_at(phase.load), phase.busiest});
  }
  return table;
}

Table deployments_of(const Size& size) {
  Table table{"deployments",
              fmt::format("With {} all the time", size.fewest.value_or(0)),
              {{"deployment", "deployment"},
               {"load", "highest load"},
               {"headroom", "requests/month more in the last month"}},
              {}};
  for (const DeploymentOutcome& one : size.deployments) {
    table.rows.push_back({one.name, percent(one.load), figure(one.headroom, 0)});
  }
  return table;
}

Table months_of(const Size& size) {
  Table table{"months",
              "",
              {{"month", ""},
               {"needed", ""},
               {"machines", ""},
               {"load", ""},
               {"headroom_share", ""},
               {"deployment", ""}},
              {}};
  for (const SizedMonth& one : size.months) {
    table.rows.push_back({to_string(one.month), std::int64_t{one.needed},
                          std::int64_t{one.machines}, percent(one.load), headroom_at(one.load),
                          one.busiest});
  }
  return table;
}

std::string answer(const Size& size) {
  return size.fewest
             ? fmt::format("fewest: {}; every SLO is met and every demand served in every month",
                           *size.fewest)
             : fmt::format("not even {}: {}", size.to, fmt::join(size.at_most, "; "));
}

}  // namespace

std::string size_text(const Size& size) {
  std::string text = wrapped(
      fmt::format("Size: the fewest of {} from {} to {}", size.field.path, size.from, size.to), "",
      "  ");
  text += wrapped(answer(size), "  ", "    ");
  if (!size.missed_when_slow.empty()) {
    text += wrapped(fmt::format("at the slow end of the speed that is not so in {}",
                                month_names(size.missed_when_slow)),
                    "  ", "    ");
  }
  if (size.fewest) {
    text += '\n' + to_text_split(purchases(phases_of(size.months)), kTextWidth);
    text += size.deployments.empty()
                ? "\n  no deployment is simulated: nothing limits what the machines can do\n"
                : '\n' + to_text_split(deployments_of(size), kTextWidth);
  }
  return text;
}

std::string size_json(const Size& size) {
  std::vector<std::string> at_most, slow;
  for (const std::string& fault : size.at_most) {
    at_most.push_back(json_string(fault));
  }
  for (const YearMonth month : size.missed_when_slow) {
    slow.push_back(json_string(to_string(month)));
  }
  return fmt::format(
      "{{\n  \"field\": {},\n  \"from\": {},\n  \"to\": {},\n  \"fewest\": {},\n"
      "  \"at_most\": [{}],\n  \"missed_at_the_slow_end\": [{}],\n  \"months\": {},\n"
      "  \"deployments\": {}\n}}\n",
      json_string(size.field.path), size.from, size.to,
      size.fewest ? std::to_string(*size.fewest) : "null", fmt::join(at_most, ", "),
      fmt::join(slow, ", "), to_json(months_of(size)), to_json(deployments_of(size)));
}

}  // namespace costwright::study
