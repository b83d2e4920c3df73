// Discounts and credits: what a provider takes off its bill.
#include "core/scenario/sections/credits.h"

#include <algorithm>

#include "core/cost/rules.h"

namespace costwright::cost {
namespace {

// What is open of a month's bill, for one bearer.
struct OpenBill {
  LedgerLine bearer;  // site, component, workload, team
  Minor open{};
};

bool is_of(const OpenBill& bill, const LedgerLine& line) {
  return bill.bearer.site == line.site && bill.bearer.component == line.component &&
         bill.bearer.workload == line.workload && bill.bearer.team == line.team;
}

// What is paid as it is used: of a commitment the part that is not paid ahead.
Minor billed(const LedgerLine& line) {
  const bool both = line.cash > 0 && line.expense > 0;
  return both || line.cash == line.expense ? std::min(line.cash, line.expense) : 0;
}

// Less earlier credits.
std::vector<OpenBill> bills_of(const CostRun& run, int m, Category category) {
  std::vector<OpenBill> bills;
  for (const LedgerLine& line : run.lines(m)) {
    const Minor amount = billed(line);
    if (line.category != category || amount == 0) {
      continue;
    }
    auto bill = std::find_if(bills.begin(), bills.end(), [&](const OpenBill& known) {
      return is_of(known, line);
    });
    if (bill == bills.end()) {
      bill = bills.insert(bills.end(), {line, 0});
    }
    bill->open += amount;
  }
  std::erase_if(bills, [](const OpenBill& bill) {
    return bill.open <= 0;
  });
  return bills;
}

class CreditTaker {
 public:
  CreditTaker(CostRun& run, const std::string& name, const Credit& credit)
      : run_(run),
        name_(name),
        credit_(credit),
        left_(credit.amount ? run.amount(credit.amount->base(), name) : 0),
        origins_(run.origins({}, "credits." + name, {"discount", "amount"})) {}

  void take() {
    const MonthRange range = run_.range(credit_.from, credit_.until);
    for (int m = range.begin; m < range.end; ++m) {
      take(m);
    }
    if (left_ > 0) {
      run_.diagnostics().warning(
          run_.place("credits." + name_),
          fmt::format("{:.2f} of the credit '{}' are not used: the bills of its months are smaller",
                      to_major(left_), name_));
    }
  }

 private:
  void take(int m) {
    const auto bills = bills_of(run_, m, credit_.category);
    Minor all = 0;
    std::vector<double> weights;
    for (const OpenBill& bill : bills) {
      all += bill.open;
      weights.push_back(static_cast<double>(bill.open));
    }
    const Minor taken = credit_.discount
                            ? run_.amount(to_major(all) * credit_.discount->value, name_)
                            : std::min(left_, all);
    if (taken == 0) {
      return;
    }
    left_ -= credit_.discount ? 0 : taken;
    const auto parts = split_minor(-taken, weights);
    for (std::size_t i = 0; i < bills.size(); ++i) {
      run_.append(m, line_of(bills[i], parts[i]));
    }
  }

  LedgerLine line_of(const OpenBill& bill, Minor part) const {
    LedgerLine line = bill.bearer;
    const Minor base = credit_.discount ? bill.open : -part;
    line.item = fmt::format("{}: {}", name_, credit_.reason);
    line.quantity = to_major(base);
    line.unit = "USD";
    line.unit_price = credit_.discount ? -credit_.discount->value : -1;
    line.cash = line.expense = part;
    line.is_credit = true;
    line.source =
        fmt::format("{}; scenario credits.{}",
                    credit_.discount ? "bill x discount" : "bill, while any is left", name_);
    line.origins = origins_;
    return line;
  }

  CostRun& run_;
  const std::string& name_;
  const Credit& credit_;
  Minor left_;
  int origins_;
};

}  // namespace

void price_credits(CostRun& run, const Named<Credit>& credits) {
  for (const auto& [name, credit] : credits) {
    CreditTaker(run, name, credit).take();
  }
}

}  // namespace costwright::cost
