//! From recorded checks and list matches to one verdict. Pure and total.
