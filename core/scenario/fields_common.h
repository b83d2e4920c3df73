#pragma once
// What several sections of the field table (core/scenario/fields.h) have in common.
#include "core/scenario/field_types.h"

namespace costwright {

template <class V, class T>
void describe_period(V& v, T& s) {
  v.field(s.from, {.name = "from", .doc = "first month", .absent = "the scenario's start"});
  v.field(s.until, {.name = "until", .doc = "first month without it", .absent = "never ends"});
}

template <class V, class T>
void describe_escalation(V& v, T& s) {
  v.field(s.escalation, {.name = "escalation", .doc = "yearly change of the price"});
}

template <class V, class T>
void describe_team(V& v, T& s) {
  v.field(s.team, {.name = "team", .doc = "who pays, for showback", .label = true});
}

}  // namespace costwright
