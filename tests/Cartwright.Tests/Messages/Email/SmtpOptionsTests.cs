using System.ComponentModel.DataAnnotations;
using Cartwright.Messages.Email;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Tests.Messages.Email;

public sealed class SmtpOptionsTests
{
    [Fact]
    public void What_is_there_by_default_is_valid()
    {
        Assert.Empty(Problems(new SmtpOptions()));
    }

    [Fact]
    public void Comes_from_the_configuration()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Smtp:Host"] = "mail.test",
            ["Smtp:Port"] = "587",
            ["Smtp:Security"] = "StartTls",
            ["Smtp:UserName"] = "shop",
            ["Smtp:Password"] = "secret",
            ["Smtp:CommandTimeout"] = "00:00:30",
        }).Build().GetSection(SmtpOptions.Section);

        var options = section.Get<SmtpOptions>()!;

        Assert.Equal(("mail.test", 587, SmtpSecurity.StartTls, "shop", TimeSpan.FromSeconds(30)), (options.Host, options.Port, options.Security, options.UserName, options.CommandTimeout));
        Assert.Empty(Problems(options));
    }

    [Theory]
    [InlineData(nameof(SmtpOptions.Host), "smtp://mail.test")]
    [InlineData(nameof(SmtpOptions.Host), "")]
    [InlineData(nameof(SmtpOptions.HeloName), "two words")]
    [InlineData(nameof(SmtpOptions.HeloName), "shop.test\r\nMAIL FROM:<eve@evil.test>")]
    [InlineData(nameof(SmtpOptions.UserName), "without a password")]
    [InlineData(nameof(SmtpOptions.Port), "0")]
    [InlineData(nameof(SmtpOptions.MaxConnections), "0")]
    [InlineData(nameof(SmtpOptions.CommandTimeout), "00:00:00")]
    [InlineData(nameof(SmtpOptions.Security), "9")]
    public void A_senseless_setting_is_named(string setting, string value)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build().Get<SmtpOptions>()!;

        Assert.Contains(Problems(options), p => p.MemberNames.Contains(setting));
    }

    private static List<ValidationResult> Problems(SmtpOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems;
    }
}
