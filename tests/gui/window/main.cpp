#include <QApplication>
#include <QStandardPaths>
#include <gtest/gtest.h>

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);  // recent files of the tests, not of the user
  QApplication::setApplicationName("costwright-test");
  QApplication::setOrganizationName("costwright-test");
  return RUN_ALL_TESTS();
}
