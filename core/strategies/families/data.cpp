// Strategies on data at rest and data work. They act on the quantities that a scenario declares:
// pipelines are not simulated.
#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/scenario/manual/scalar_field.h"
#include "core/scenario/scenario.h"
#include "core/strategies/families/families.h"
#include "core/strategies/learning_curve.h"
#include "core/units/parse.h"

namespace costwright::families {
namespace {

constexpr std::string_view kFamily = "data";

// Every field of these that is written, times a share.
void add_share_of(const StrategyAt& at,
                  const YamlNode& choice,
                  std::initializer_list<std::string_view> fields,
                  double share,
                  Option& option) {
  for (const auto field : fields) {
    const auto held = scalar_field(at.loaded.scenario, fmt::format("{}.{}", at.of, field));
    if (held && held->value && *held->value > 0) {
      option.set.push_back(value_at(held->path, held->yaml(*held->value * share), choice));
    }
  }
}

// What of a declared quantity is left when a share of it goes.
std::optional<Option> less_of(const StrategyAt& at,
                              const YamlNode& choice,
                              std::initializer_list<std::string_view> fields) {
  const std::string label = label_of(choice);
  const auto share = parse_scalar(make_field_type(FieldKind::kRatio, {.name = "share", .doc = ""}),
                                  label, false, "the share that goes");
  if (!share.value || *share.value >= 1) {
    return no_option(at, choice, share.value ? "the share that goes is below 100 %" : share.message,
                     share.hint);
  }
  Option option{.label = label, .place = at.place_of(choice)};
  add_share_of(at, choice, fields, 1 - *share.value, option);
  return option;
}

std::optional<Option> less_stored(const StrategyAt& at, const YamlNode& choice) {
  return less_of(at, choice, {"stored", "added"});
}

std::optional<Option> less_handled(const StrategyAt& at, const YamlNode& choice) {
  return less_of(at, choice, {"items", "volume"});
}

// A number of the choice's; nullopt when it is none or not above 0.
std::optional<double> number_in(const YamlNode& choice, std::string_view key) {
  const YamlNode* node = choice.find(key);
  const auto parsed = parse_number(node != nullptr ? node->text : "");
  const auto* number = std::get_if<double>(&parsed);
  return number != nullptr && *number > 0 ? std::optional(*number) : std::nullopt;
}

std::optional<Option> actively_labelled(const StrategyAt& at, const YamlNode& choice) {
  const auto labels = number_in(choice, "labels");
  const auto first = number_in(choice, "first");
  const auto random = number_in(choice, "random");
  const auto chosen = number_in(choice, "chosen");
  const YamlNode* source = choice.find("source");
  if (!labels || !first || !random || !chosen || source == nullptr || source->text.empty()) {
    return no_option(at, choice,
                     "active learning states its learning curves and where they are from",
                     "write e.g. {labels: 12000, first: 1200, random: 0.30, chosen: 0.40, source: "
                     "pilot of March}");
  }
  if (*labels < *first || *chosen < *random) {
    return no_option(at, choice,
                     "chosen labels teach at least as much as random ones, from the "
                     "first ones on");
  }
  Option option{.label = choice.key, .source = source->text, .place = at.place_of(choice)};
  add_share_of(at, choice, {"items"}, chosen_labels({*first, *random, *chosen}, *labels) / *labels,
               option);
  YamlNode costs = choice;
  std::erase_if(costs.items, [](const YamlNode& item) {
    return item.kind == YamlNode::Kind::kScalar;
  });
  return add_costs(at, costs, option) ? std::optional(std::move(option)) : std::nullopt;
}

}  // namespace

std::vector<Strategy> data() {
  constexpr std::string_view kDeclared =
      "core/cost/storage.h; the share is yours: measure it on a sample";
  return {
      {.name = "deduplication",
       .family = kFamily,
       .section = "storage",
       .knob = "share of the volume that goes as duplicates",
       .changes = "declared volume stored and added",
       .source = kDeclared,
       .not_modelled = "the work of finding them; its effect on a model trained on the data",
       .make = less_stored},
      {.name = "data-compression",
       .family = kFamily,
       .section = "storage",
       .knob = "share of the volume that compression saves",
       .changes = "declared volume stored and added",
       .source = kDeclared,
       .not_modelled = "processor time to compress and expand",
       .make = less_stored},
      {.name = "retention",
       .family = kFamily,
       .section = "storage",
       .knob = "months after which what was added expires",
       .changes = "volume at rest, month by month",
       .source = "core/cost/storage.h",
       .not_modelled = "what the law requires to be kept",
       .usual = {"6 months", "12 months", "24 months", "36 months"},
       .field = "retention"},
      {.name = "storage-tier",
       .family = kFamily,
       .section = "storage",
       .knob = "storage service, a row of the catalogue",
       .changes = "price per amount and month",
       .source = "catalogue: cloud_services",
       .not_modelled = "retrieval fees, minimum storage times and latency of colder tiers",
       .field = "service"},
      {.name = "sampling",
       .family = kFamily,
       .section = "data_pipeline",
       .knob = "share of the items and the volume that is not handled: filtered or left out",
       .changes = "declared items and volume that are collected, labelled or cleaned",
       .source = "core/cost/data.cpp; the share is yours",
       .not_modelled = "accuracy lost with fewer labels: state it as another model's score",
       .make = less_handled},
      {.name = "active-learning",
       .family = kFamily,
       .section = "data_pipeline",
       .knob = "learning curves of labels taken at random and of chosen ones, with what choosing "
               "costs: {uncertainty: {labels: 12000, first: 1200, random: 0.30, chosen: 0.40, "
               "source: pilot of March, training: {...}}}",
       .changes = "declared items: the chosen labels that reach the error of `labels` random ones, "
                  "first x (labels / first)^(random / chosen)",
       .needs = "curves of a pilot on data like it, with their source",
       .source = "core/strategies/learning_curve.h [Hestness 2017]",
       .not_modelled = "rounds of training and annotators who wait, unless the choice states them; "
                       "an error that no label removes",
       .make = actively_labelled},
  };
}

}  // namespace costwright::families
