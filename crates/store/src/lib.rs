//! Files of the person's own: the list and the settings, written atomically, a broken one kept aside.
