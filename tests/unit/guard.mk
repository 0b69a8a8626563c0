# unit tests of guard: rights, access, masking
if HAVE_CMOCKA
endif
