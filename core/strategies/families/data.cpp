// Strategies on data at rest and data work. They act on the quantities that a scenario declares:
// pipelines are not simulated.
#include "core/scenario/manual/scalar_field.h"
#include "core/strategies/families/families.h"

namespace costwright::families {
namespace {

constexpr std::string_view kFamily = "data";

// What of a declared quantity is left when a share of it goes: of each field that is written.
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
  for (const auto field : fields) {
    const auto held = scalar_field(at.loaded.scenario, fmt::format("{}.{}", at.of, field));
    if (held && held->value && *held->value > 0) {
      option.set.push_back(
          value_at(held->path, held->yaml(*held->value * (1 - *share.value)), choice));
    }
  }
  return option;
}

std::optional<Option> less_stored(const StrategyAt& at, const YamlNode& choice) {
  return less_of(at, choice, {"stored", "added"});
}

std::optional<Option> less_handled(const StrategyAt& at, const YamlNode& choice) {
  return less_of(at, choice, {"items", "volume"});
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
  };
}

}  // namespace costwright::families
