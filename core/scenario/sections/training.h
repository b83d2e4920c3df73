#pragma once
// `training`: training and fine-tuning on rented devices.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct TrainingRun {
  std::optional<DeviceTime> gpu_hours;
  std::optional<Tokens> tokens;
  std::optional<std::string> model;
  Ratio mfu{0.4};
  std::optional<std::string> instance;
  std::optional<Dated<DeviceTimePrice>> price;
  std::optional<YearMonth> month;
  std::optional<Months> repeat;
  Escalation escalation;
  std::string team = kUnassignedTeam;
  bool operator==(const TrainingRun&) const = default;
};
template <class V, MaybeConst<TrainingRun> S>
void describe(V& v, S& s) {
  v.about("TrainingRun", "A training or fine-tuning run on rented devices.");
  v.field(s.gpu_hours, {.name = "gpu_hours", .doc = "device time", .unit = "GPU h", .max = 1e12});
  v.field(s.tokens, {.name = "tokens",
                     .doc = "training tokens: 6 x parameters x tokens FLOPs",
                     .unit = "tokens",
                     .max = 1e16});
  v.field(s.model, {.name = "model", .doc = "what is trained", .refers = "models"});
  v.field(s.mfu, {.name = "mfu", .doc = "model FLOPs utilisation, PaLM convention", .min = 0.1});
  v.field(s.instance, {.name = "instance",
                       .doc = "rented instance, priced per GPU",
                       .refers = "catalogue: cloud_instances"});
  v.field(s.price, {.name = "price",
                    .doc = "per device and hour",
                    .unit = "USD/GPU/h",
                    .max = 1e5,
                    .absent = "the instance's on-demand price / GPUs"});
  v.field(s.month, {.name = "month", .doc = "when it runs", .absent = "the scenario's start"});
  v.field(s.repeat,
          {.name = "repeat", .doc = "again every so many months", .min = 1, .absent = "once"});
  describe_escalation(v, s, {"price"});
  describe_team(v, s);
  v.exactly_one({"gpu_hours", "tokens"});
  v.needs("gpu_hours", {"price", "instance"});
  v.needs("tokens", {"model"});
  v.needs("tokens", {"instance"});
  v.needs("model", {"tokens"});
  v.needs("mfu", {"tokens"});
}

}  // namespace costwright
