#pragma once
// How a section of the scenario is written down: a struct, its defaults as initialisers, and
// beneath it `describe`, which names every member once with its doc, unit, range and what stands in
// when it is left out. The YAML reader, --set, the JSON Schema, docs/scenario.md, the form and
// `--explain-defaults` are visitors of it; `doc` is the only description of a field. An optional<>
// may be left out; `absent` then says where the figure comes from (the catalogue, or nothing).
// To add a field: a member and its line in `describe`.
//
// A visitor offers
//   about(title, doc)                     first, once per struct
//   field(member, FieldInfo)              each member (core/scenario/field_types.h)
//   exactly_one / at_least_one({names})   which fields exclude or replace each other
//   needs(name, {names})                  `name` has a meaning only beside one of `names`
//   by_month_excludes({prices}, name)     where one of `prices` is a list by month, no `name`
//   stands
#include <concepts>
#include <type_traits>

#include "core/scenario/values.h"

namespace costwright {

// A visitor that only looks is shown a const section.
template <class T, class Section>
concept MaybeConst = std::same_as<std::remove_const_t<T>, Section>;

// What several sections have in common.
template <class V, class T>
void describe_period(V& v, T& s) {
  v.field(s.from, {.name = "from", .doc = "first month", .absent = "the scenario's start"});
  v.field(s.until, {.name = "until", .doc = "first month without it", .absent = "never ends"});
}

template <class V, class T>
void describe_team(V& v, T& s) {
  v.field(s.team, {.name = "team", .doc = "who pays, for showback", .label = true});
}

}  // namespace costwright
