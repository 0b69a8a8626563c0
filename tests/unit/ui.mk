if HAVE_CMOCKA
ui_tests = tests/unit/test_ui_paint tests/unit/test_ui_core tests/unit/test_ui_widget tests/unit/test_ui_grid tests/unit/test_ui_app tests/unit/test_ui_login
check_PROGRAMS += $(ui_tests)
TESTS += $(ui_tests)
tests_unit_test_ui_paint_SOURCES = tests/unit/test_ui_paint.c
tests_unit_test_ui_paint_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_ui_paint_LDADD = $(TEST_LIBS)
tests_unit_test_ui_core_SOURCES = tests/unit/test_ui_core.c
tests_unit_test_ui_core_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_ui_core_LDADD = $(TEST_LIBS)
tests_unit_test_ui_widget_SOURCES = tests/unit/test_ui_widget.c
tests_unit_test_ui_widget_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_ui_widget_LDADD = $(TEST_LIBS)
tests_unit_test_ui_grid_SOURCES = tests/unit/test_ui_grid.c
tests_unit_test_ui_grid_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_ui_grid_LDADD = $(TEST_LIBS)
tests_unit_test_ui_app_SOURCES = tests/unit/test_ui_app.c
tests_unit_test_ui_app_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_ui_app_LDADD = $(TEST_LIBS)
tests_unit_test_ui_login_SOURCES = tests/unit/test_ui_login.c tests/unit/seat_store.c tests/unit/seat_store.h
tests_unit_test_ui_login_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_ui_login_LDADD = $(TEST_LIBS)
endif
