#pragma once
// The families of policies that a scenario chooses from and the simulator carries out: one line a
// policy with its enumerator, its name and what it does. The reader, the schema, the reference
// page, the help, the tests and the engine take them from here. A new policy is a line here and one
// file, named like it, in its family's folder; the file defines make_<name> in the family's
// namespace, and without it the program does not link:
//   routers        sim/routing/routers/         sim::routers
//   queue orders   sim/serving/queue_orders/    sim::queue_orders
//   trace formats  sim/trace/formats/           sim::trace_formats
// Relays have no choice and so no file: what each does is told by sim/serving/departures.h. Efforts
// are carried out by study/simulate.
#include <cstdint>
#include <string_view>

#include "core/names.h"

namespace costwright {

// Which replica a request goes to.
#define COSTWRIGHT_ROUTERS(POLICY)                                                 \
  POLICY(kRoundRobin, round_robin, "each in turn")                                 \
  POLICY(kLeastOutstanding, least_outstanding, "the one with the fewest requests") \
  POLICY(kPowerOfTwo, power_of_two, "the less busy of two drawn ones")             \
  POLICY(kPrefixAffinity, prefix_affinity, "where prompts with its beginning go")  \
  POLICY(kPack, pack, "the first with room, so that others idle")

// Who is admitted first among the waiting requests of one priority.
#define COSTWRIGHT_QUEUE_ORDERS(POLICY)                                                           \
  POLICY(kArrival, arrival, "who came first")                                                     \
  POLICY(kShortest, shortest, "fewest prompt and answer tokens (which a real server must guess)") \
  POLICY(kFair, fair, "workloads by their fair_share")

// What a trace file looks like; the first that recognises its first line, where none is named.
#define COSTWRIGHT_TRACE_FORMATS(POLICY)                                                     \
  POLICY(kAzure, azure, "Azure LLM inference trace, CSV")                                    \
  POLICY(kGeneric, generic, "CSV or JSON lines with arrival_s, input_tokens, output_tokens") \
  POLICY(kMooncake, mooncake, "Mooncake trace, JSON lines")

// Why a request goes on from one deployment to another.
#define COSTWRIGHT_RELAY_KINDS(POLICY)                                                          \
  POLICY(kPrefilled, prefilled, "its prompt is computed and its KV cache moves to who decodes") \
  POLICY(kCascaded, cascaded, "it is answered and a larger model answers again")                \
  POLICY(kOverflowed, overflowed, "it would have been dropped")                                 \
  POLICY(kCompressed, compressed, "its prompt was read and shortened")

// How much is simulated for how close an answer (docs/performance.md: how well each keeps it).
#define COSTWRIGHT_EFFORTS(POLICY)                                                        \
  POLICY(kQuick, quick, "TCO within 0.3 %, means 3 %, p99 8 % of full; for a first look") \
  POLICY(kStandard, standard, "TCO within 0.05 %, means 1 %, p99 3 % of full")            \
  POLICY(kFull, full, "every month, every hour")

#define COSTWRIGHT_ENUMERATOR(enumerator, name, doc) enumerator,
enum class Router : std::uint8_t { COSTWRIGHT_ROUTERS(COSTWRIGHT_ENUMERATOR) };
enum class QueueOrder : std::uint8_t { COSTWRIGHT_QUEUE_ORDERS(COSTWRIGHT_ENUMERATOR) };
enum class TraceFormat : std::uint8_t { kAuto, COSTWRIGHT_TRACE_FORMATS(COSTWRIGHT_ENUMERATOR) };
enum class RelayKind : std::uint8_t { COSTWRIGHT_RELAY_KINDS(COSTWRIGHT_ENUMERATOR) };
enum class Effort : std::uint8_t { COSTWRIGHT_EFFORTS(COSTWRIGHT_ENUMERATOR) };
#undef COSTWRIGHT_ENUMERATOR

#define COSTWRIGHT_NAME(enumerator, name, doc) #name,
template <>
struct EnumNames<Router> {
  static constexpr auto names =
      std::to_array<std::string_view>({COSTWRIGHT_ROUTERS(COSTWRIGHT_NAME)});
};
template <>
struct EnumNames<QueueOrder> {
  static constexpr auto names =
      std::to_array<std::string_view>({COSTWRIGHT_QUEUE_ORDERS(COSTWRIGHT_NAME)});
};
template <>
struct EnumNames<TraceFormat> {
  static constexpr auto names =
      std::to_array<std::string_view>({"auto", COSTWRIGHT_TRACE_FORMATS(COSTWRIGHT_NAME)});
};
template <>
struct EnumNames<RelayKind> {
  static constexpr auto names =
      std::to_array<std::string_view>({COSTWRIGHT_RELAY_KINDS(COSTWRIGHT_NAME)});
};
template <>
struct EnumNames<Effort> {
  static constexpr auto names =
      std::to_array<std::string_view>({COSTWRIGHT_EFFORTS(COSTWRIGHT_NAME)});
};
#undef COSTWRIGHT_NAME

#define COSTWRIGHT_DOC(enumerator, name, doc) doc,
template <>
struct EnumDocs<Router> {
  static constexpr auto docs =
      std::to_array<std::string_view>({COSTWRIGHT_ROUTERS(COSTWRIGHT_DOC)});
};
template <>
struct EnumDocs<QueueOrder> {
  static constexpr auto docs =
      std::to_array<std::string_view>({COSTWRIGHT_QUEUE_ORDERS(COSTWRIGHT_DOC)});
};
template <>
struct EnumDocs<TraceFormat> {
  static constexpr auto docs = std::to_array<std::string_view>(
      {"whichever recognises its first line", COSTWRIGHT_TRACE_FORMATS(COSTWRIGHT_DOC)});
};
template <>
struct EnumDocs<RelayKind> {
  static constexpr auto docs =
      std::to_array<std::string_view>({COSTWRIGHT_RELAY_KINDS(COSTWRIGHT_DOC)});
};
template <>
struct EnumDocs<Effort> {
  static constexpr auto docs =
      std::to_array<std::string_view>({COSTWRIGHT_EFFORTS(COSTWRIGHT_DOC)});
};
#undef COSTWRIGHT_DOC

}  // namespace costwright
