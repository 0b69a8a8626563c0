# unit tests of plan
if HAVE_CMOCKA
endif
