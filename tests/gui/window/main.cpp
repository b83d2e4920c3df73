#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <gtest/gtest.h>

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  const QTemporaryDir settings;  // recent files of this program alone: tests run side by side
  // "xcb" for those that want a real window, on a display of their own.
  qputenv("QT_QPA_PLATFORM",
          qEnvironmentVariable("COSTWRIGHT_TEST_PLATFORM", "offscreen").toUtf8());
  qputenv("XDG_RUNTIME_DIR", settings.path().toLocal8Bit());  // Qt warns without one
  QApplication application(argc, argv);
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  QApplication::setApplicationName("costwright-test");
  QApplication::setOrganizationName("costwright-test");
  return RUN_ALL_TESTS();
}
