"""The demo city: safe defaults over plain http on this machine."""

from config.settings.base import *
