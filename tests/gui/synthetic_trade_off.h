#pragma once
// A search of many choices without a simulation: figures by a formula and keyed noise, so that
// clouds look like those of a search.
#include <cmath>
#include <random>

#include "study/optimize/trade_off.h"

namespace costwright::testing {

// Five axes of ten options; a third misses what is to be kept, half is known from quick looks.
inline study::TradeOff synthetic_trade_off(std::size_t count, unsigned seed = 1) {
  Diagnostics told;
  study::TradeOff begun;
  begun.title = "synthetic";
  begun.currency = "USD";
  begun.source.path = "/synthetic.yaml";
  begun.source.text = "name: synthetic\n";
  begun.aim.objectives = {*study::parse_objective("tco", false, told),
                          *study::parse_objective("accuracy", true, told)};
  for (const char* name : {"machines", "weights", "plan", "batch", "clock"}) {
    study::TradeOffAxis& axis = begun.axes.emplace_back();
    axis.name = name;
    for (int option = 0; option < 10; ++option) {
      axis.options.push_back(std::string(name) + ' ' + std::to_string(option));
    }
  }
  study::TradeOffRecorder recorder(begun);
  std::mt19937 draw(seed);
  std::normal_distribution<double> noise(0, 1);
  for (std::size_t i = 0; i < count; ++i) {
    study::Choice choice;
    for (std::size_t rest = i, a = 0; a < 5; ++a, rest /= 10) {
      choice.push_back(static_cast<int>(rest % 10));
    }
    study::Tried tried;
    const double size = 1 + choice[0] + 0.3 * noise(draw);
    const double slow = 3 / std::abs(size) + 0.2 * choice[3] + 0.1 * std::abs(noise(draw));
    const auto set = [&](const char* name, double value) {
      tried.figures[name] = {value, value, value, value, value};
    };
    set("tco", 4e5 * std::abs(size) + 3e4 * choice[4] + 2e4 * noise(draw));
    set("accuracy[m]", 90 - choice[1] + 0.3 * noise(draw) + 0.2 * choice[0]);
    set("e2e_p95[chat]", slow);
    set("ttft_p95[chat]", slow / 5);
    set("carbon", 900 * std::abs(size));
    set("load[chat]", 0.9 / std::abs(size));
    for (const char* name :
         {"gross_cash", "expense_total", "pv_cost", "cost_per_request", "facility_energy",
          "it_energy", "ttft_p50[chat]", "ttft_p99[chat]", "tpot_p50[chat]", "tpot_p95[chat]",
          "e2e_p50[chat]", "e2e_p99[chat]"}) {
      set(name, std::abs(size) + choice[2]);
    }
    tried.months_missed = slow > 2 ? 0.5 : 0;
    recorder.add(choice, i % 2 == 0 ? study::Trial::kStandard : study::Trial::kQuick, tried);
  }
  return recorder.so_far();
}

}  // namespace costwright::testing
