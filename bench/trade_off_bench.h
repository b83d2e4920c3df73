#pragma once

namespace costwright::gui {

void register_trade_off();

}  // namespace costwright::gui
