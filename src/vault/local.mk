libbureau_a_SOURCES += %D%/vault.h %D%/private.h %D%/secret.h %D%/secret.c %D%/seal.h %D%/seal.c %D%/keys.h %D%/keys.c \
  %D%/keyfile.h %D%/passphrase.h %D%/attempt.h %D%/agent.h %D%/envelope.h
libbureau_a_SOURCES += %D%/envelope.c %D%/envelope_read.c %D%/envelope_private.h
libbureau_a_SOURCES += %D%/agent.c %D%/agent_private.h %D%/agent_serve.c %D%/agent_wire.c
libbureau_a_SOURCES += %D%/keyfile.c %D%/keyfile_format.c %D%/keyfile_certify.c %D%/keyfile_slot.c %D%/keyfile_cost.c \
  %D%/keyfile_file.c %D%/keyfile_private.h %D%/attempt.c %D%/attempt_log.c %D%/attempt_private.h
libbureau_a_SOURCES += %D%/keyfile_change.c
libbureau_a_SOURCES += %D%/passphrase.c
