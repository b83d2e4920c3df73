#pragma once
// The answer at a glance: four large cards and six small ones, the cost by category, and what one
// must know to trust them.
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>

#include "gui/models/headlines.h"
#include "gui/pages/page.h"
#include "gui/widgets/glance.h"

namespace costwright::gui {

class OverviewPage : public Page {
  Q_OBJECT
 public:
  explicit OverviewPage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  void set_theme(const Theme& theme) override;
  // What the cards say, read back from their labels: exact figures from the tooltips, brief ones
  // as shown.
  std::vector<Headline> headlines_shown() const;
  CategoryBars& categories() { return *categories_; }
  QListWidget& to_know() { return *to_know_; }

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Card {
    QFrame* frame;
    QLabel *label, *mark, *value, *range, *difference;
    IntervalBar* interval;
    Sparkline* months;
  };
  Card make_card(bool is_large);
  QWidget* make_below();
  void show_card(const Card& card, const Headline& headline, const Shown& shown);
  void show_months(const study::Evaluation& run);
  void show_slo(const std::vector<study::MetricRow>& rows);
  void show_below(const Shown& shown);
  void colour_marks();
  void lay_out();

  Theme theme_ = gui::theme(false);
  int columns_ = 0;
  std::vector<Headline> headlines_;  // of the cards that are shown: large, then small
  std::size_t large_ = 0;            // of them
  std::vector<Card> large_cards_, small_cards_;
  QGridLayout *large_grid_ = nullptr, *small_grid_ = nullptr, *below_grid_ = nullptr;
  QScrollArea* scroll_ = nullptr;
  QWidget *cost_area_ = nullptr, *know_area_ = nullptr;
  QLabel* cost_title_ = nullptr;
  CategoryBars* categories_ = nullptr;
  QListWidget* to_know_ = nullptr;
};

}  // namespace costwright::gui
