#include "core/perf/collectives.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright::perf {
namespace {

int nodes_of(const DeviceGroup& group) {
  return (group.devices + group.in_node - 1) / group.in_node;
}

double ring_bandwidth(const DeviceGroup& group, const Fabric& fabric) {
  if (nodes_of(group) == 1) {
    return fabric.link_bandwidth;
  }
  const double ports = group.in_node * fabric.network_bandwidth;
  return group.in_node == 1 ? ports : std::min(fabric.link_bandwidth, ports);
}

double latency(const DeviceGroup& group, const Fabric& fabric) {
  const double doublings = std::ceil(std::log2(static_cast<double>(nodes_of(group))));
  return (group.in_node - 1) * fabric.link_latency_s + doublings * fabric.network_latency_s;
}

// Payloads that stay in the node and that leave it travel at the same time.
double split_seconds(double inside, double outside, const Fabric& fabric) {
  const double over_link = inside > 0 ? inside / fabric.link_bandwidth : 0;
  const double over_network = outside > 0 ? outside / fabric.network_bandwidth : 0;
  return std::max(over_link, over_network);
}

}  // namespace

DeviceGroup device_group(int devices, int stride, int devices_per_node) {
  require(devices >= 1 && stride >= 1 && devices_per_node >= 1,
          "device group of {} devices, stride {}, {} a node: all must be at least 1", devices,
          stride, devices_per_node);
  return {devices, std::clamp(devices_per_node / stride, 1, devices)};
}

double collective_seconds(Collective kind, double bytes, DeviceGroup group, const Fabric& fabric) {
  require(bytes >= 0, "collective of {} bytes", bytes);
  if (group.devices <= 1 || bytes == 0) {
    return 0;
  }
  const double share = (group.devices - 1.0) / group.devices;
  const double ring = share * bytes / ring_bandwidth(group, fabric) + latency(group, fabric);
  switch (kind) {
    case Collective::kAllGather:
    case Collective::kReduceScatter:
      return ring;
    case Collective::kAllReduce:
      return 2 * ring;
    case Collective::kSend:
      return bytes / ring_bandwidth(group, fabric) +
             latency({2, group.in_node > 1 ? 2 : 1}, fabric);
    case Collective::kAllToAll:
      break;
  }
  const double part = bytes / group.devices;
  return split_seconds(part * (group.in_node - 1), part * (group.devices - group.in_node), fabric) +
         latency(group, fabric);
}

double dispatch_seconds(double token_bytes, int copies, DeviceGroup group, const Fabric& fabric) {
  if (group.devices <= 1 || token_bytes == 0) {
    return 0;
  }
  const double nodes = nodes_of(group);
  const double reached = (nodes - 1) * (1 - std::pow(1 - 1 / nodes, copies));
  const double elsewhere = (group.devices - 1.0) / group.devices;
  return split_seconds(token_bytes * copies * elsewhere, token_bytes * reached, fabric) +
         latency(group, fabric);
}

}  // namespace costwright::perf
