#pragma once
// `staff`: people.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/kinds.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct StaffRole {
  std::optional<std::string> role;
  People fte{1};
  std::optional<Dated<MoneyPerMonth>> salary;
  std::optional<double> overhead;
  Escalation escalation;
  Component component = Component::kShared;
  Allocation allocation = Allocation::kFixed;
  std::optional<YearMonth> from, until;
  std::string team = kUnassignedTeam;
  bool operator==(const StaffRole&) const = default;
};
template <class V, MaybeConst<StaffRole> S>
void describe(V& v, S& s) {
  v.about("StaffRole", "People.");
  v.field(s.role, {.name = "role",
                   .doc = "job whose salary and overhead are used",
                   .refers = "catalogue: staffing"});
  v.field(s.fte, {.name = "fte", .doc = "full-time equivalents", .unit = "FTE", .max = 1e6});
  v.field(s.salary, {.name = "salary",
                     .doc = "per FTE",
                     .unit = "USD/year",
                     .max = 1e8,
                     .absent = "the role's median"});
  v.field(s.overhead, {.name = "overhead",
                       .doc = "multiplier on the salary",
                       .min = 1,
                       .max = 10,
                       .absent = "the role's, else 1"});
  describe_escalation(v, s, {"salary"});
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  v.field(s.allocation, {.name = "allocation", .doc = "how the cost is shared between workloads"});
  describe_period(v, s);
  describe_team(v, s);
  v.at_least_one({"role", "salary"});
}

}  // namespace costwright
