#include "core/specs/model_shape.h"

#include <algorithm>
#include <cmath>

namespace costwright {

double attention_parameters(const ModelShape& m) {
  return 2.0 * m.hidden * m.head_dim * (static_cast<double>(m.heads) + m.kv_heads);
}

ParameterReading parameter_reading(const ModelShape& m) {
  if (m.experts > 0 || m.ffn <= 0) {
    return {};
  }
  const double matrix = static_cast<double>(m.vocab) * m.hidden;
  const double attention = attention_parameters(m);
  const auto distance = [&](double matrices, double vocabularies) {
    const double ffn = matrices * m.hidden * m.ffn;
    return std::abs(m.layers * (attention + ffn) + vocabularies * matrix - m.parameters);
  };
  const double tied = std::min(distance(2, 1), distance(3, 1));
  const double untied = std::min(distance(2, 2), distance(3, 2));
  const double vocabularies = tied < untied ? 1 : 2;
  return {distance(2, vocabularies) < distance(3, vocabularies) ? 2 : 3, tied < untied};
}

}  // namespace costwright
