# The real program on a real pseudo-terminal, read back through libvterm.
EXTRA_DIST += tests/pty/terminal.h
if HAVE_CMOCKA
if HAVE_VTERM
check_PROGRAMS += tests/pty/test_terminal tests/pty/test_seat
TESTS += tests/pty/test_terminal tests/pty/test_seat
tests_pty_test_terminal_SOURCES = tests/pty/test_terminal.c tests/pty/terminal.c tests/pty/terminal.h
tests_pty_test_terminal_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) -I$(srcdir)/tests/unit
tests_pty_test_terminal_LDADD = $(CMOCKA_LIBS) $(VTERM_LIBS) $(GLIB_LIBS) -lutil
tests_pty_test_seat_SOURCES = tests/pty/test_seat.c tests/pty/terminal.c tests/pty/terminal.h
tests_pty_test_seat_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) -I$(srcdir)/tests/unit
tests_pty_test_seat_LDADD = $(CMOCKA_LIBS) $(VTERM_LIBS) $(GLIB_LIBS) -lutil
endif
endif
