#include "gui/widgets/deck.h"

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

TEST(Deck, GivesEveryPartItsLeastHeightOrATab) {
  gui::Deck deck;
  auto* first = new QWidget;
  auto* second = new QWidget;
  deck.add(first, "first", 280);
  deck.add(second, "second", 200);
  deck.resize(600, 700);
  deck.show();
  deck.parts().setSizes({10, 690});
  deck.resize(600, 701);
  EXPECT_TRUE(deck.is_stacked());
  EXPECT_GE(first->height(), 280);
  EXPECT_GE(second->height(), 200);
  deck.resize(600, 400);
  EXPECT_FALSE(deck.is_stacked());
  EXPECT_TRUE(first->isVisible());
  EXPECT_FALSE(second->isVisible());
  deck.turn_to(1);
  EXPECT_TRUE(second->isVisible());
  EXPECT_FALSE(first->isVisible());
}

}  // namespace
}  // namespace costwright::testing
