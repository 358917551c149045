/* Part of Cortex, under the MIT licence. */
/* Chooses among three of OpenBLAS's processor cores, in place of its own chooser, which would link
 * all of them, and keeps it from starting threads, in place of its reader of the environment. */
/*
 * This object stands before libopenblas.a on the link line and takes the part of its member
 * dynamic.o and of openblas_env.o. The table of a core is opaque but for one field: in Debian's
 * build of OpenBLAS 0.3.21 the pointer to its initialiser lies at byte 0x1090. The build checks
 * that version and links the whole archive where it is another one.
 */

typedef struct CoreTable {
  char opaque[0x1090];
  void (*initialise)(void);
} CoreTable;

extern CoreTable gotoblas_PRESCOTT, gotoblas_HASWELL, gotoblas_SKYLAKEX;
extern CoreTable *gotoblas;

int support_avx(void);
int support_avx2(void);
int support_avx512(void);
int support_avx512_bf16(void);
char *gotoblas_corename(void);
void gotoblas_dynamic_init(void);
void gotoblas_dynamic_quit(void);

int support_avx(void) { return __builtin_cpu_supports("avx"); }

int support_avx2(void) { return __builtin_cpu_supports("avx2"); }

int support_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

int support_avx512_bf16(void) { return 0; }

char *gotoblas_corename(void) {
  if (gotoblas == &gotoblas_SKYLAKEX)
    return "SkylakeX";
  return gotoblas == &gotoblas_HASWELL ? "Haswell" : "Prescott";
}

void gotoblas_dynamic_init(void) {
  if (gotoblas)
    return;
  __builtin_cpu_init();
  gotoblas = &gotoblas_PRESCOTT;
  if (support_avx2() && __builtin_cpu_supports("fma"))
    gotoblas = &gotoblas_HASWELL;
  if (support_avx512())
    gotoblas = &gotoblas_SKYLAKEX;
  gotoblas->initialise();
}

void gotoblas_dynamic_quit(void) { gotoblas = 0; }

int openblas_num_threads_env(void) { return 1; }
int openblas_goto_num_threads_env(void) { return 0; }
int openblas_omp_num_threads_env(void) { return 0; }
int openblas_omp_adaptive_env(void) { return 0; }
int openblas_block_factor(void) { return 0; }
int openblas_verbose(void) { return 0; }
unsigned int openblas_thread_timeout(void) { return 0; }
void openblas_read_env(void) {}
