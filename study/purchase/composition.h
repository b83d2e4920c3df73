#pragma once
// Which machines, and how many of each, serve requests of several sizes at the least cost per hour
// [Griggs 2024, Mélange]. Requests are in buckets by size; each bucket is cut into equal slices, a
// slice is served by one type of machine, and the machines of a type bear the loads of its slices
// in any mix (a load of 1 is one machine):
//   minimise  sum of cost x machines,  load of a type = sum over its slices of rate x load a rate
// Not modelled: queueing, machines that fail; a throughput holds for its bucket whatever else the
// machine serves.
#include <optional>
#include <string>
#include <vector>

namespace costwright::study {

struct MachineType {
  std::string name;
  double cost{};  // an hour
  // By bucket: requests per second that one machine bears; 0: it cannot serve them.
  std::vector<double> throughputs;
  int most = 1'000'000;  // that can be had
};

struct Composition {
  double cost{};                            // an hour
  std::vector<int> machines;                // by type
  std::vector<std::vector<double>> shares;  // by type, by bucket: of its requests
};

// `rates` are requests per second by bucket; slices >= 1 a bucket: more are never dearer where they
// divide each other. Nullopt: the machines that can be had do not serve all.
std::optional<Composition> cheapest_composition(const std::vector<MachineType>& types,
                                                const std::vector<double>& rates,
                                                int slices);

}  // namespace costwright::study
