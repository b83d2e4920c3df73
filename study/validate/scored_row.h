#pragma once
// One published measurement beside what the models predict for it.
#include <optional>
#include <string>

namespace costwright {

struct ScoredRow {
  std::string table;   // "training_cost"
  std::string source;  // as the row names it
  std::string id;      // line of the row in its file
  std::string model, accelerator, engine, precision;
  std::string metric, unit;  // "throughput per device", "tokens/s"
  double published{};        // 0: the row publishes no such figure
  std::optional<double> predicted;
  std::string reason;         // why it is not predicted, or what was assumed; may be empty
  bool extrapolated = false;  // outside of what the factors were fitted to
};

}  // namespace costwright
