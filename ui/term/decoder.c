/* SPDX-License-Identifier: Apache-2.0 */
/* One state: the bytes not yet understood. Sequences are recognised whole or not at all; unknown ones are swallowed. */
#include "term/decoder.h"

#include "vault/secret.h"

#include <string.h>

#define ESCAPE        0x1b
#define PASTE_END     "\x1b[201~"
#define PASTE_MOST    (1u << 20) /* more than a line or a letter is not meant for us */
#define SEQUENCE_MOST 64         /* longer is noise */
#define STRING_MOST   65536      /* an answer about the clipboard may be long */

struct decoder {
    GByteArray *bytes;
    bool flushed; /* the wait for the rest of an escape is over */
    bool pasting;
};

struct decoder *decoder_new(void)
{
    struct decoder *decoder = g_new0(struct decoder, 1);
    decoder->bytes = g_byte_array_sized_new(8192); /* keys never make it grow, which would leave copies */
    return decoder;
}

void decoder_free(struct decoder *decoder)
{
    if (decoder == NULL) return;
    g_byte_array_unref(decoder->bytes);
    g_free(decoder);
}

void decoder_feed(struct decoder *decoder, const void *bytes, size_t length)
{
    g_byte_array_append(decoder->bytes, bytes, (guint)length);
    decoder->flushed = false;
}

bool decoder_is_waiting(const struct decoder *decoder)
{
    return decoder->bytes->len > 0 && !decoder->flushed && !decoder->pasting;
}

void decoder_flush(struct decoder *decoder)
{
    decoder->flushed = true;
}

/* What was understood is overwritten: it may have been a passphrase. */
static void drop(struct decoder *decoder, size_t count)
{
    g_byte_array_remove_range(decoder->bytes, 0, (guint)count);
    secret_wipe(decoder->bytes->data + decoder->bytes->len, count);
}

static void set_key(struct event *event, gunichar code, unsigned modifiers)
{
    *event = (struct event){ .kind = EVENT_KEY, .key = { code, modifiers } };
}

/* xterm's modifier parameter: 1 + shift 1, alt 2, control 4. */
static unsigned modifiers_of(int parameter)
{
    int bits = parameter > 1 ? parameter - 1 : 0;
    return ((bits & 1) ? MODIFIER_SHIFT : 0) | ((bits & 2) ? MODIFIER_ALT : 0) | ((bits & 4) ? MODIFIER_CONTROL : 0);
}

static gunichar letter_key(guint8 letter)
{
    switch (letter) {
    case 'A':
        return KEYCAP_UP;
    case 'B':
        return KEYCAP_DOWN;
    case 'C':
        return KEYCAP_RIGHT;
    case 'D':
        return KEYCAP_LEFT;
    case 'H':
        return KEYCAP_HOME;
    case 'F':
        return KEYCAP_END;
    case 'P':
        return KEYCAP_F1;
    case 'Q':
        return KEYCAP_F1 + 1;
    case 'R':
        return KEYCAP_F1 + 2;
    case 'S':
        return KEYCAP_F1 + 3;
    case 'M':
        return KEYCAP_ENTER; /* keypad */
    default:
        return 0;
    }
}

/* ESC [ n ~ : VT220 numbers; rxvt and the Linux console use 1, 4, 7, 8 for Home and End. */
static gunichar tilde_key(int number)
{
    static const guint8 function[] = { [11] = 1, [12] = 2, [13] = 3, [14] = 4,  [15] = 5,  [17] = 6,
                                       [18] = 7, [19] = 8, [20] = 9, [21] = 10, [23] = 11, [24] = 12 };
    switch (number) {
    case 1:
    case 7:
        return KEYCAP_HOME;
    case 2:
        return KEYCAP_INSERT;
    case 3:
        return KEYCAP_DELETE;
    case 4:
    case 8:
        return KEYCAP_END;
    case 5:
        return KEYCAP_PAGE_UP;
    case 6:
        return KEYCAP_PAGE_DOWN;
    default:
        break;
    }
    if (number < 0 || (size_t)number >= G_N_ELEMENTS(function) || function[number] == 0) return 0;
    return KEYCAP_F1 + function[number] - 1u;
}

/* ESC [ < button ; column ; row M (press) or m (release). */
static bool mouse_event(struct event *event, const int *parameters, size_t count, guint8 final)
{
    if (count < 3 || final != 'M') return false;
    int button = parameters[0];
    if (button & 32) return false; /* motion */
    *event = (struct event){
        .kind = EVENT_MOUSE, .x = parameters[1] - 1, .y = parameters[2] - 1, .button = (button & 3) + 1
    };
    event->mouse = MOUSE_PRESS;
    if (button & 64) event->mouse = (button & 1) ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
    return true;
}

static size_t read_parameters(const guint8 *bytes, size_t length, int *parameters, size_t most)
{
    size_t count = 0;
    int value = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && g_ascii_isdigit((char)bytes[i])) {
            value = MIN(value * 10 + (bytes[i] - '0'), 100000);
            continue;
        }
        if (count < most) parameters[count++] = value;
        value = 0;
    }
    return count;
}

/* A whole control sequence, `body` between the introducer and the final byte. False: known to be of no use. */
static bool control_sequence(struct decoder *decoder, struct event *event, const guint8 *body, size_t length,
                             guint8 final)
{
    int parameters[6] = { 0 };
    bool mouse = length > 0 && body[0] == '<';
    size_t count = read_parameters(body + mouse, length - mouse, parameters, G_N_ELEMENTS(parameters));
    if (mouse) return mouse_event(event, parameters, count, final);
    if (final == '~' && parameters[0] == 200) {
        decoder->pasting = true;
        return false;
    }
    if (final == 'Z') {
        set_key(event, KEYCAP_TAB, MODIFIER_SHIFT);
        return true;
    }
    gunichar code = final == '~' ? tilde_key(parameters[0]) : letter_key(final);
    if (code == 0) return false;
    set_key(event, code, modifiers_of(count > 1 ? parameters[1] : 0));
    return true;
}

enum outcome { OUTCOME_EVENT, OUTCOME_NOTHING, OUTCOME_WAIT };

/* ESC [ ... : parameters and intermediates 0x20-0x3f, final 0x40-0x7e; "ESC [ [ A" is the Linux console's F1. */
static enum outcome decode_csi(struct decoder *decoder, struct event *event)
{
    const guint8 *bytes = decoder->bytes->data;
    size_t length = decoder->bytes->len, end = 2;
    if (length > 2 && bytes[2] == '[') {
        if (length < 4) return OUTCOME_WAIT;
        guint8 letter = bytes[3];
        drop(decoder, 4);
        if (letter < 'A' || letter > 'E') return OUTCOME_NOTHING;
        set_key(event, KEYCAP_F1 + (gunichar)(letter - 'A'), 0);
        return OUTCOME_EVENT;
    }
    while (end < length && end < SEQUENCE_MOST && bytes[end] >= 0x20 && bytes[end] <= 0x3f)
        end++;
    if (end == length) return OUTCOME_WAIT;
    guint8 final = bytes[end];
    bool known = final >= 0x40 && final <= 0x7e && control_sequence(decoder, event, bytes + 2, end - 2, final);
    drop(decoder, final >= 0x40 && final <= 0x7e ? end + 1 : end);
    return known ? OUTCOME_EVENT : OUTCOME_NOTHING;
}

/* Control characters and UTF-8. `alt` for what followed an escape. */
static enum outcome decode_character(struct decoder *decoder, struct event *event, size_t skip, unsigned alt)
{
    const guint8 *bytes = decoder->bytes->data + skip;
    size_t length = decoder->bytes->len - skip;
    guint8 byte = bytes[0];
    if (byte >= 0x80) {
        gunichar code = g_utf8_get_char_validated((const char *)bytes, (gssize)length);
        if (code == (gunichar)-2 && length < 4) return OUTCOME_WAIT;
        bool bad = code == (gunichar)-1 || code == (gunichar)-2;
        drop(decoder, skip + (bad ? 1 : (size_t)g_utf8_skip[byte]));
        if (bad || g_unichar_iscntrl(code)) return OUTCOME_NOTHING;
        set_key(event, code, alt);
        return OUTCOME_EVENT;
    }
    drop(decoder, skip + 1);
    switch (byte) {
    case '\r':
    case '\n':
        set_key(event, KEYCAP_ENTER, alt);
        break;
    case '\t':
        set_key(event, KEYCAP_TAB, alt);
        break;
    case 0x7f:
    case 0x08:
        set_key(event, KEYCAP_BACKSPACE, alt);
        break;
    case ESCAPE:
        set_key(event, KEYCAP_ESCAPE, alt);
        break;
    case 0:
        set_key(event, ' ', alt | MODIFIER_CONTROL);
        break;
    default:
        if (byte < 27)
            set_key(event, (gunichar)('a' + byte - 1), alt | MODIFIER_CONTROL);
        else if (byte < 0x20)
            set_key(event, (gunichar)(byte + 64), alt | MODIFIER_CONTROL);
        else
            set_key(event, byte, alt);
    }
    return OUTCOME_EVENT;
}

/* Strings that terminals send (answers to questions about colours, the clipboard, device attributes): ESC ] P _ ^ X ...
 * up to BEL or ESC \\. None was asked for, and typed into a screen they would be commands. */
static bool is_string_opener(guint8 byte)
{
    return byte == ']' || byte == 'P' || byte == '_' || byte == '^' || byte == 'X';
}

static enum outcome skip_string(struct decoder *decoder)
{
    const guint8 *bytes = decoder->bytes->data;
    for (size_t i = 2; i < decoder->bytes->len; i++) {
        const bool terminator = bytes[i] == ESCAPE && i + 1 < decoder->bytes->len && bytes[i + 1] == '\\';
        if (bytes[i] != 0x07 && !terminator) continue;
        drop(decoder, i + (terminator ? 2 : 1));
        return OUTCOME_NOTHING;
    }
    if (decoder->bytes->len < STRING_MOST) return OUTCOME_WAIT;
    drop(decoder, decoder->bytes->len);
    return OUTCOME_NOTHING;
}

static enum outcome decode_escape(struct decoder *decoder, struct event *event)
{
    const guint8 *bytes = decoder->bytes->data;
    if (decoder->bytes->len == 1) {
        if (!decoder->flushed) return OUTCOME_WAIT;
        drop(decoder, 1);
        set_key(event, KEYCAP_ESCAPE, 0);
        return OUTCOME_EVENT;
    }
    bool lone = decoder->bytes->len == 2 && decoder->flushed;
    if (bytes[1] == '[' && !lone) return decode_csi(decoder, event);
    if (bytes[1] == 'O' && !lone) {
        if (decoder->bytes->len < 3) return OUTCOME_WAIT;
        gunichar code = letter_key(bytes[2]);
        drop(decoder, 3);
        set_key(event, code, 0);
        return code != 0 ? OUTCOME_EVENT : OUTCOME_NOTHING;
    }
    if (is_string_opener(bytes[1]) && !lone) return skip_string(decoder);
    if (bytes[1] == ESCAPE) { /* two presses of Escape */
        drop(decoder, 1);
        set_key(event, KEYCAP_ESCAPE, 0);
        return OUTCOME_EVENT;
    }
    return decode_character(decoder, event, 1, MODIFIER_ALT);
}

/* Everything up to the end mark is text, whatever it holds. */
static enum outcome decode_paste(struct decoder *decoder, struct event *event)
{
    const guint8 *bytes = decoder->bytes->data;
    size_t length = decoder->bytes->len;
    const guint8 *end = memmem(bytes, length, PASTE_END, strlen(PASTE_END));
    if (end == NULL && length < PASTE_MOST) return OUTCOME_WAIT;
    size_t taken = end != NULL ? (size_t)(end - bytes) : length;
    g_autofree char *text = g_strndup((const char *)bytes, taken);
    *event = (struct event){ .kind = EVENT_PASTE, .text = g_utf8_make_valid(text, -1) };
    secret_wipe(text, strlen(text));
    drop(decoder, end != NULL ? taken + strlen(PASTE_END) : taken);
    if (end != NULL) decoder->pasting = false;
    return OUTCOME_EVENT;
}

bool decoder_next(struct decoder *decoder, struct event *event)
{
    while (decoder->bytes->len > 0) {
        enum outcome outcome;
        if (decoder->pasting)
            outcome = decode_paste(decoder, event);
        else if (decoder->bytes->data[0] == ESCAPE)
            outcome = decode_escape(decoder, event);
        else
            outcome = decode_character(decoder, event, 0, 0);
        if (outcome == OUTCOME_EVENT) return true;
        if (outcome == OUTCOME_NOTHING) continue;
        if (!decoder->flushed || decoder->pasting) return false;
        drop(decoder, decoder->bytes->len); /* the beginning of a sequence whose rest never came */
    }
    return false;
}
