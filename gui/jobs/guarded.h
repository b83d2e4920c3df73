#pragma once
// What the models throw on a broken precondition must not end the window: it is told instead.
#include <exception>
#include <string>

#include "study/study.h"

namespace costwright::gui {

template <class Work>
void guarded(Diagnostics& diagnostics, const std::string& path, const Work& work) {
  try {
    work();
  } catch (const study::Cancelled&) {
    throw;
  } catch (const std::exception& error) {
    diagnostics.error({path}, std::string("internal error: ") + error.what(),
                      "please report it with this scenario");
  }
}

}  // namespace costwright::gui
