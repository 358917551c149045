/* Part of Cortex, under the MIT licence. */
/* The one function of the Fortran library that LAPACK's routines call, so that programs carry
 * neither the rest of that library nor what it does when a program starts. */
#include <stddef.h>
#include <string.h>

/* `target = left // right`: Fortran's strings have lengths, and are cut off or filled with spaces.
 */
void _gfortran_concat_string(size_t length, char *target, size_t leftLength, const char *left,
                             size_t rightLength, const char *right) {
  if (leftLength > length)
    leftLength = length;
  if (rightLength > length - leftLength)
    rightLength = length - leftLength;
  memcpy(target, left, leftLength);
  memcpy(target + leftLength, right, rightLength);
  memset(target + leftLength + rightLength, ' ', length - leftLength - rightLength);
}
