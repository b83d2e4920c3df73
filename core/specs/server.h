#pragma once
// Machines that are bought or rented as a whole.
#include <optional>
#include <string>

namespace costwright {

// A CPU server counts its processors as accelerators.
struct ServerSpec {
  std::string key, accelerator;
  int accelerators{};
  double host_power_w{};  // draw outside the accelerators at load (planning figure); constant while
                          // in service: non_accel_power_w, or max_power_w - accel_power_w when that
                          // is blank
  double max_power_w{};
  std::optional<double> system_price_usd, support_per_year;  // support: fraction of the price
};

struct CloudInstanceSpec {
  std::string key;
  std::string accelerator;  // key in accelerators; "" = CPU only
  int accelerators{}, vcpus{};
};

}  // namespace costwright
