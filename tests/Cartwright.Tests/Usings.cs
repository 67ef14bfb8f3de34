global using Cartwright.Tests.Support;
global using Xunit;
