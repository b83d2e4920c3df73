// A trade-off in its journal, and back.
#include <nlohmann/json.hpp>

#include "study/optimize/trade_off.h"

namespace costwright::study {
namespace {

using Json = nlohmann::json;

constexpr const char* kSearch = "search";
constexpr const char* kEnd = "end";

// Names may hold any bytes.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const Aim& aim) {
  Json json{{"objectives", Json::array()}, {"limits", Json::array()}, {"slo", aim.keeps_slo}};
  for (const Objective& objective : aim.objectives) {
    json["objectives"].push_back({name_of(objective.metric), objective.is_maximised});
  }
  for (const Limit& limit : aim.limits) {
    json["limits"].push_back({name_of(limit.metric), limit.is_at_most, *limit.value});
  }
  return json;
}

MetricName metric_in(const Json& json, Diagnostics& diagnostics) {
  const auto metric = parse_metric(json.get<std::string>(), diagnostics);
  if (!metric) {
    throw std::runtime_error("a metric that is not known");
  }
  return *metric;
}

Aim aim_in(const Json& json, Diagnostics& diagnostics) {
  Aim aim;
  aim.keeps_slo = json.at("slo").get<bool>();
  for (const Json& one : json.at("objectives")) {
    aim.objectives.push_back({metric_in(one.at(0), diagnostics), one.at(1).get<bool>()});
  }
  if (aim.objectives.empty()) {
    throw std::runtime_error("nothing was sought");
  }
  for (const Json& one : json.at("limits")) {
    aim.limits.push_back(
        {metric_in(one.at(0), diagnostics), one.at(1).get<bool>(), one.at(2).get<double>()});
  }
  return aim;
}

TradeOff begun_in(const Json& json, Diagnostics& diagnostics) {
  TradeOff record;
  record.source.path = json.at("path").get<std::string>();
  record.source.text = json.at("text").get<std::string>();
  record.title = json.at("title").get<std::string>();
  record.currency = json.at("currency").get<std::string>();
  record.aim = aim_in(json.at("aim"), diagnostics);
  for (const Json& axis : json.at("axes")) {
    record.axes.push_back(
        {axis.at("name").get<std::string>(), axis.at("options").get<std::vector<std::string>>()});
  }
  return record;
}

bool is_choice_of(const TradeOff& record, const Choice& choice) {
  if (choice.size() != record.axes.size()) {
    return false;
  }
  for (std::size_t a = 0; a < choice.size(); ++a) {
    const auto options = static_cast<int>(record.axes[a].options.size());
    if (choice[a] < 0 || choice[a] >= options) {
      return false;
    }
  }
  return true;
}

// With the front and best of a search that has ended, where the journal says so.
TradeOff ended(const TradeOffRecorder& recorder, const std::string& end) {
  if (end.empty()) {
    return recorder.so_far();
  }
  const Json json = Json::parse(end);
  const Json& best = json.at("best");
  return recorder.finished(json.at("front").get<std::vector<Choice>>(),
                           best.is_null() ? std::nullopt : std::optional(best.get<Choice>()),
                           json.at("status").get<std::string>());
}

TradeOff record_in(const JournalRows& rows, Diagnostics& diagnostics) {
  const auto search = rows.about.find(kSearch);
  if (search == rows.about.end()) {
    throw std::runtime_error("it does not say of which search it is");
  }
  const TradeOff begun = begun_in(Json::parse(search->second), diagnostics);
  TradeOffRecorder recorder(begun);
  for (const JournalRow& row : rows.tried) {
    if (!is_choice_of(begun, row.choice)) {
      throw std::runtime_error("a row is of other strategies");
    }
    recorder.add(row.choice, row.how, row.tried);
  }
  const auto end = rows.about.find(kEnd);
  return ended(recorder, end != rows.about.end() ? end->second : "");
}

}  // namespace

void keep_begun(Journal& journal, const TradeOff& begun) {
  Json json{{"path", begun.source.path},  {"text", *begun.source.text}, {"title", begun.title},
            {"currency", begun.currency}, {"aim", json_of(begun.aim)},  {"axes", Json::array()}};
  for (const TradeOffAxis& axis : begun.axes) {
    json["axes"].push_back({{"name", axis.name}, {"options", axis.options}});
  }
  journal.tell(kSearch, text_of(json));
  journal.tell(kEnd, "");
}

void keep_end(Journal& journal, const TradeOff& finished) {
  Json json{{"status", finished.status}, {"front", Json::array()}, {"best", nullptr}};
  for (const std::size_t point : finished.front) {
    json["front"].push_back(finished.choices[point]);
  }
  if (finished.best) {
    json["best"] = finished.choices[*finished.best];
  }
  journal.tell(kEnd, text_of(json));
}

std::optional<TradeOff> open_trade_off(const std::string& path, Diagnostics& diagnostics) {
  const auto rows = read_journal(path, diagnostics);
  if (!rows) {
    return std::nullopt;
  }
  try {
    return record_in(*rows, diagnostics);
  } catch (const std::exception& error) {  // of whatever the file holds
    diagnostics.error({path}, fmt::format("cannot be read as a search: {}", error.what()),
                      "search again: journals of older versions do not say what they are of");
    return std::nullopt;
  }
}

}  // namespace costwright::study
