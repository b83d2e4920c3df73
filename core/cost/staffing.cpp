// Pay: FTE x salary x overhead, each month the role is filled.
#include "core/catalog/catalog.h"
#include "core/cost/rules.h"
#include "core/scenario/sections/staff.h"

namespace costwright::cost {
namespace {

class Staff {
 public:
  Staff(CostRun& run, const std::string& name, const StaffRole& role)
      : run_(run), name_(name), role_(role), path_("staff." + name) {}

  void price() {
    if (!read_role()) {
      return;
    }
    const auto salary = monthly_salary();
    const auto overhead = overhead_multiplier();
    if (!salary || !overhead) {
      return;
    }
    Posting line;
    line.component = role_.component;
    line.category = Category::kStaffing;
    line.team = role_.team;
    line.item = name_ + ": pay";
    line.unit = "FTE-month";
    line.source = "FTE x salary x overhead; " + salary->source;
    line.origins = origins(*salary);
    const MonthRange range = run_.range(role_.from, role_.until);
    for (int m = range.begin; m < range.end; ++m) {
      run_.post_usage(m, line, role_.fte.base(),
                      run_.price_in(*salary, role_.escalation, range.begin, m) * *overhead,
                      shares_by_key(role_.allocation, run_.physical(m)));
    }
  }

 private:
  bool read_role() {
    if (!role_.role) {
      return true;
    }
    row_ = run_.find("staffing", *role_.role, path_ + ".role");
    if (row_ != nullptr && row_->text("unit") != "USD gross per year") {
      run_.error(path_ + ".role",
                 fmt::format("'{}' is not a salary but {}", row_->key(), row_->text("unit")),
                 "choose a row of kind salary, or state salary");
      return false;
    }
    return row_ != nullptr;
  }

  std::optional<Price> monthly_salary() {
    if (role_.salary) {
      if (row_ != nullptr) {
        constexpr double kMonths = 12;
        run_.compare_with_catalogue(*stated_in(role_.salary, MoneyPerMonth(1 / kMonths)),
                                    path_ + ".salary",
                                    {"staffing", row_->key(), "p50_usd", path_ + ".role"});
      }
      return stated_price(*stated_in(role_.salary), path_ + ".salary");
    }
    require(row_ != nullptr, "{} has neither a salary nor a role", path_);
    auto salary = run_.replaceable(*row_, "p50_usd", path_ + ".salary");
    if (salary) {
      salary->value = salary->value.first() / 12;
    }
    return salary;
  }

  std::optional<Fact> overhead_fact() const {
    return row_ != nullptr && !role_.overhead ? row_->fact("overhead_multiplier") : std::nullopt;
  }

  int origins(const Price& salary) {
    std::vector<LineOrigin> origins = salary.origins;
    if (const auto fact = overhead_fact()) {
      origins.push_back(origin_of(*fact));
    }
    return run_.origins(std::move(origins), path_,
                        {"fte", "overhead", "escalation", "escalates", "price_as_of"});
  }

  std::optional<double> overhead_multiplier() {
    const auto fact = overhead_fact();
    if (fact) {
      run_.facts().use(*fact);
      return fact->value;
    }
    return role_.overhead.value_or(1.0);
  }

  CostRun& run_;
  const std::string& name_;
  const StaffRole& role_;
  std::string path_;
  const Row* row_ = nullptr;
};

}  // namespace

void price_staff(CostRun& run, const Named<StaffRole>& staff) {
  for (const auto& [name, role] : staff) {
    Staff(run, name, role).price();
  }
}

}  // namespace costwright::cost
