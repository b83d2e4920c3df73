#pragma once
// How long a collective operation of a training job takes. A group of n devices, of which g share a
// node, moves `bytes` of payload per device over the slower of its two paths:
//   path bandwidth   n <= g: link; else the smaller of link and g * network (one port a device)
//   all-gather, reduce-scatter   (n-1)/n * bytes / bandwidth; bytes = the whole gathered tensor
//   all-reduce                   twice that                   [ring: Thakur 2005, Patarasuk 2009]
//   all-to-all   bytes of one device go in equal parts to all: the part for peers in the node over
//                the link, the rest over the device's own network port; the slower of the two
//   send         bytes / bandwidth to one peer
// plus alpha: one link latency per ring step inside the node and one network latency per doubling
// of the number of nodes (NCCL switches to trees there).
// Units: bytes, bytes/s, seconds. Not modelled: congestion, rails, switches that reduce (NVLS,
// SHARP), protocols for small messages.
//
// How accurate? Part of docs/accuracy.md, Training.
// Worked: all-reduce of 1 GB over 8 devices at 300 GB/s: 2 * 7/8 * 1 / 300 = 5.833 ms + 2 * 7 * 5
// us.

namespace costwright::perf {

struct Fabric {
  double link_bandwidth{};           // one way, between devices of a node
  double network_bandwidth = 50e9;   // one way and device, between nodes: a 400 Gb/s port each
  double link_latency_s = 5e-6;      // our inference, of the order of NCCL's
  double network_latency_s = 15e-6;  // likewise
  int devices_per_node = 8;
};

struct DeviceGroup {
  int devices = 1;  // n
  int in_node = 1;  // g: how many of them share a node
};
// Every `stride`-th device of the job, e.g. data parallel = tensor * context.
DeviceGroup device_group(int devices, int stride, int devices_per_node);

enum class Collective { kAllReduce, kAllGather, kReduceScatter, kAllToAll, kSend };

double collective_seconds(Collective kind, double bytes, DeviceGroup group, const Fabric& fabric);

// All-to-all of a mixture of experts, one way: every token goes to `copies` experts spread evenly
// over the group. A node is sent a token once, however many of its experts want it (node-limited
// dispatch: DeepEP, HybridEP): expected copies over the network (N-1) * (1 - (1 - 1/N)^copies) of N
// nodes; over the link all copies.
double dispatch_seconds(double token_bytes, int copies, DeviceGroup group, const Fabric& fabric);

}  // namespace costwright::perf
